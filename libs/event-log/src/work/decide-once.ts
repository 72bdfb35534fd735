import type { Refusal, RepeatableRequest, RequestContext, Result } from '@windrose/contracts';
import type { EventLog } from '../event-log';
import type { Posting } from '../unit';
import type { Work } from './work';

type Log = Pick<EventLog, 'append' | 'commandResults' | 'transact'>;

/** Kept with the request's id for ever: what its repeats are answered. */
interface Decided<T> {
  readonly digest: string;
  readonly result: Result<T>;
}

/** Of a request whose key came with another body before. */
export const KEY_REUSED: Refusal = {
  code: 'idempotency_key_reused',
  detail: 'This Idempotency-Key was used for another request.',
};

/**
 * As `EventLog.transact`, but a request that its caller repeats is decided once: every repeat, be it parallel, through
 * another instance or after a crash, is answered what was decided first, refusals too. One that asks for something else is
 * refused. A request without a key is decided each time.
 * @throws as `EventLog.transact`; when that leaves open whether the decision was stored, a repeat of the request tells
 */
export async function decideOnce<T>(
  log: Log,
  { request }: RequestContext,
  decide: (work: Work) => Promise<Result<T>>,
): Promise<Result<T>> {
  if (request === undefined) return (await log.transact(decide)).value;
  const commandId = `request/${request.id}`;
  const { value } = await log.transact(async (work) => {
    // At every try: a conflict may have been with this very request.
    const earlier = await resultOf<Decided<T>>(log, commandId);
    if (earlier !== undefined) return again(earlier, request);
    const result = await decide(work);
    work.change({ commandId, result: { digest: request.digest, result } satisfies Decided<T>, postings: [permit(+1)] });
    // A repeat's unit with the command's id is passed over, so there is nothing to take away: all of its work conflicts.
    work.change({ postings: [permit(-1)] });
    return result;

    function permit(delta: number): Posting {
      return { owner: commandId, account: 'permit', delta };
    }
  });
  return value;
}

/**
 * The answer to a decided request where the decision itself doesn't hold it: made once it is decided, and kept, so that
 * repeats are given this one and not what has become of it since.
 */
export async function answerOnce<T>(log: Log, { request }: RequestContext, answer: () => Promise<T>): Promise<T> {
  if (request === undefined) return answer();
  const commandId = `answer/${request.id}`;
  const earlier = await resultOf<T>(log, commandId);
  if (earlier !== undefined) return earlier;
  const result = await answer();
  const outcome = await log.append({ commandId, result });
  return outcome.status === 'duplicate' ? (outcome.result as T) : result;
}

async function resultOf<T>(log: Log, commandId: string): Promise<T | undefined> {
  return (await log.commandResults<T>([commandId])).get(commandId);
}

function again<T>({ digest, result }: Decided<T>, request: RepeatableRequest): Result<T> {
  if (digest !== request.digest) return { ok: false, refusal: KEY_REUSED };
  if (result.ok) return { ...result, replayed: true };
  return { ok: false, refusal: { ...result.refusal, replayed: true } };
}
