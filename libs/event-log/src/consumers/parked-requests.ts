import {
  ok,
  refused,
  type Actor,
  type DiscardParked,
  type ParkedResolution,
  type RepeatableRequest,
  type RequestContext,
  type Result,
  type Service,
  type ShowParked,
} from '@windrose/contracts';
import type { EventLog } from '../event-log';
import { present } from '../present';
import { answerOnce, KEY_REUSED } from '../work/decide-once';
import { discardOnceSql, redriveOnceSql, requestSql, type ParkedRequestRow } from './parked-requests-sql';
import { keyIdFrom, type ParkedWork } from './parked-work';

/** A request, as the statements that make it once take it. */
interface Asked extends ShowParked {
  readonly wish: 'redrive' | 'discard';
  readonly reason?: string;
  readonly event?: DiscardParked['event'];
}

interface Made extends ParkedRequestRow {
  readonly isRepeat: boolean;
}

/**
 * What operators ask of parked work. A request that its caller repeats takes effect once, however often it comes,
 * through whichever instance: its row is written in the statement that has the effect. What came of it is looked at
 * afterwards, and kept by the first who sees it.
 */
export class ParkedRequests {
  constructor(
    private readonly log: EventLog,
    private readonly work: ParkedWork,
  ) {}

  /** As `ParkedWork.redrive`. Refused when nothing is parked as that, or the request's key was used for another one. */
  async redrive({ id }: ShowParked, context: RequestContext): Promise<Result<ParkedResolution>> {
    const { request } = context;
    if (request === undefined) return this.found(id, await this.work.redrive(id, nameOf(context.actor)));
    return this.once(redriveOnceSql(this.log.schema), { id, wish: 'redrive' }, request, context);
  }

  /** As `ParkedWork.discard`, refused as `redrive`. */
  async discard(input: DiscardParked, context: RequestContext): Promise<Result<ParkedResolution>> {
    const { request } = context;
    if (request === undefined) return this.found(input.id, await this.work.discard(input, nameOf(context.actor)));
    return this.once(discardOnceSql(this.log.schema), { ...input, wish: 'discard' }, request, context);
  }

  private async once(
    sql: string,
    asked: Asked,
    request: RepeatableRequest,
    context: RequestContext,
  ): Promise<Result<ParkedResolution>> {
    const { digest, effect, isRepeat } = await this.make(sql, asked, request, context.actor);
    if (digest !== request.digest) return { ok: false, refusal: KEY_REUSED };
    if (effect === 'wish' && !isRepeat) this.work.announceWish();
    const result = await this.resultOf(effect, asked, context);
    if (!isRepeat) return result;
    return result.ok ? { ...result, replayed: true } : { ok: false, refusal: { ...result.refusal, replayed: true } };
  }

  private async make(sql: string, asked: Asked, { id, digest }: RepeatableRequest, actor: Actor): Promise<Made> {
    const { pool, schema } = this.log;
    const { wish, reason = null, event } = asked;
    const { rows } = await pool.query<ParkedRequestRow>(sql, [
      ...[id, digest, asked.id, keyIdFrom(asked.id), wish],
      ...[event?.source ?? null, event?.position ?? null, reason, nameOf(actor)],
    ]);
    if (rows[0] !== undefined) return { ...rows[0], isRepeat: false };
    const before = await pool.query<ParkedRequestRow>(requestSql(schema), [id]);
    return { ...present(before.rows[0]), isRepeat: true };
  }

  private async resultOf(
    effect: ParkedRequestRow['effect'],
    { id, wish }: Asked,
    context: RequestContext,
  ): Promise<Result<ParkedResolution>> {
    const done = wish === 'redrive' ? 'redriven' : 'discarded';
    switch (effect) {
      case 'wish':
        return ok(await answerOnce(this.log, context, () => this.work.resolution(id, done)));
      case 'job':
        return ok({ service: this.log.service, id, status: done, entry: null });
      case 'nothing':
        return this.found(id, null);
      default:
        return effect satisfies never;
    }
  }

  private found(id: string, resolution: ParkedResolution | null): Result<ParkedResolution> {
    return resolution === null ? nothingParked(this.log.service, id) : ok(resolution);
  }
}

/** The refusal of a call about something that isn't parked, or no longer. */
export function nothingParked(service: Service, id: string): Result<never> {
  return refused('not_found', `${service} has nothing parked as ${id}`);
}

function nameOf({ type, id }: Actor): string {
  return `${type}:${id}`;
}
