import { createHash } from 'node:crypto';
import { newId } from '@windrose/platform';
import type { Authorization, Fact } from './authorization';
import { decide, decideConfirmation, decideOpening, type Command } from './authorization.decide';
import { answerTo, errorBody } from './bodies';
import type { Book, Remembered } from './book';
import type { LedgerFile } from './ledger-file';
import type { Notices } from './notices';
import { movementOf, type LedgerRecord } from './record';
import type { MoneyMovement } from './money-movement';
import { Refused } from './refusal';
import type { AuthorizeRequest } from './requests';
import { FLAKY_REFUSALS } from './tokens';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  /** Whether this is the first result of the key, given again. */
  readonly replayed: boolean;
  /** What the card does to the answer on its way: nothing, a wait, or a connection that is dropped instead. */
  readonly delivery: 'at once' | 'late' | 'lost';
}

/** Who asks: the key, and where the customer's browser would reach this provider. */
export interface Caller {
  readonly idempotencyKey: string;
  readonly baseUrl: string;
}

/**
 * The provider's calls. A call is decided and applied to the book in one go, without a gap in which another one could
 * decide on the same state; it is answered when its record is in the file.
 */
export class PaymentProvider {
  constructor(
    private readonly book: Book,
    private readonly file: LedgerFile,
    private readonly notices: Notices,
  ) {}

  async authorize(request: AuthorizeRequest, caller: Caller): Promise<Answer> {
    const { reference, token } = request;
    const fingerprint = fingerprintOf('authorize', request);
    const remembered = this.book.remembered(caller.idempotencyKey);
    if (remembered !== undefined) return this.repeat(remembered, fingerprint);

    if (token === 'tok_flaky' && this.book.unavailableAnswers(reference) < FLAKY_REFUSALS) {
      await this.append({ kind: 'unavailable', reference });
      throw new Refused({ status: 503, code: 'unavailable', message: 'Not available right now, try again.' });
    }
    const lost = token === 'tok_lost_answer' && this.book.ofReference(reference).length === 0;
    const { idempotencyKey } = caller;
    const fact = decideOpening({ authorizationId: newId(), ...request, at: now(), idempotencyKey });
    const answer = await this.answerAndRemember(fact, fingerprint, caller);
    return lost ? { ...answer, delivery: 'lost' } : answer;
  }

  async change(id: string, command: Command, caller: Caller): Promise<Answer> {
    const state = this.authorization(id);
    const fingerprint = fingerprintOf(id, command);
    const remembered = this.book.remembered(caller.idempotencyKey);
    if (remembered !== undefined) return this.repeat(remembered, fingerprint);

    const decision = decide(command, state, { id: newId(), at: now() });
    if (decision.kind === 'done') return this.answerAndRemember(decision.fact, fingerprint, caller);
    const { refusal } = decision;
    const { idempotencyKey } = caller;
    const answer = { status: refusal.status, answer: errorBody(refusal) };
    await this.append({ kind: 'call', idempotencyKey, fingerprint, authorizationId: id, ...answer, fact: null });
    return { status: refusal.status, body: answer.answer, replayed: false, delivery: deliveryOf(state) };
  }

  /** The customer pressed the button. The merchant is told when nothing can take it back any more. */
  async confirm(id: string): Promise<void> {
    const authorization = this.authorization(id);
    const decision = decideConfirmation(authorization, now());
    if (decision.kind === 'refused') throw new Refused(decision.refusal);
    if (decision.kind === 'done' && decision.fact.type === 'ActionConfirmed') {
      await this.append({ kind: 'confirmation', fact: decision.fact });
      this.notices.send({ reference: authorization.reference, authorizationId: id });
    }
    await this.file.settled();
  }

  /** Throws `Refused` (404) when there is none. */
  authorization(id: string): Authorization {
    const found = this.book.authorization(id);
    if (found !== undefined) return found;
    const message = `There is no authorisation ${JSON.stringify(id)}.`;
    throw new Refused({ status: 404, code: 'authorization_not_found', field: 'id', message });
  }

  /** To reconcile by the merchant's own names: those that fit all that is given, oldest first. */
  find({ reference, idempotencyKey }: { reference?: string; idempotencyKey?: string }): Authorization[] {
    if (idempotencyKey === undefined) return reference === undefined ? [] : this.book.ofReference(reference);
    const id = this.book.remembered(idempotencyKey)?.authorizationId;
    const found = id === undefined ? undefined : this.book.authorization(id);
    return found !== undefined && (reference === undefined || found.reference === reference) ? [found] : [];
  }

  /** Every movement of money, oldest first. */
  async *movements(): AsyncGenerator<MoneyMovement> {
    for await (const record of this.file.records()) {
      if (record.kind === 'unavailable' || record.fact === null) continue;
      const movement = movementOf(record, this.authorization(record.fact.authorizationId));
      if (movement !== undefined) yield movement;
    }
  }

  /** What was decided so far is safe: a reader must not be told what a crash could still take back. */
  settled(): Promise<void> {
    return this.file.settled();
  }

  private async answerAndRemember(fact: Fact, fingerprint: string, caller: Caller): Promise<Answer> {
    const { idempotencyKey, baseUrl } = caller;
    const { authorizationId } = fact;
    const after = this.book.after(fact);
    const { status, body } = answerTo(fact, after, baseUrl);
    await this.append({ kind: 'call', idempotencyKey, fingerprint, authorizationId, status, answer: body, fact });
    return { status, body, replayed: false, delivery: deliveryOf(after) };
  }

  private async repeat({ place, authorizationId }: Remembered, fingerprint: string): Promise<Answer> {
    const record = await this.file.read(place);
    if (record.kind !== 'call' || record.fingerprint !== fingerprint) {
      throw new Refused({
        status: 422,
        code: 'idempotency_key_reused',
        field: 'Idempotency-Key',
        message: 'This key was used for another call or another body.',
      });
    }
    const delivery = deliveryOf(this.authorization(authorizationId));
    return { status: record.status, body: record.answer, replayed: true, delivery };
  }

  private append(record: LedgerRecord): Promise<void> {
    const { place, written } = this.file.append(record);
    this.book.apply(record, place);
    return written;
  }
}

function deliveryOf({ token }: Authorization): 'at once' | 'late' {
  return token === 'tok_slow' ? 'late' : 'at once';
}

function fingerprintOf(call: string, request: object): string {
  return createHash('sha256').update(call).update(JSON.stringify(request)).digest('base64url').slice(0, 22);
}

function now(): string {
  return new Date().toISOString();
}
