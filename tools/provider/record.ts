import type { Authorization, Fact } from './authorization';
import type { MoneyMovement } from './money-movement';

/** One line of the ledger file: everything about one thing that happened, so that a torn line tears nothing apart. */
export type LedgerRecord =
  | {
      readonly kind: 'call';
      readonly idempotencyKey: string;
      /** Hash of what was called with which body: the same key with another one is a mistake of the caller. */
      readonly fingerprint: string;
      readonly authorizationId: string;
      readonly status: number;
      /** The body that was answered, for those who ask again. */
      readonly answer: unknown;
      /** Null when the rules refused the call: remembered, but nothing happened. */
      readonly fact: Fact | null;
    }
  | { readonly kind: 'confirmation'; readonly fact: Extract<Fact, { type: 'ActionConfirmed' }> }
  /** `tok_flaky` answered 503. Written down so that a restart doesn't make it count from 0. */
  | { readonly kind: 'unavailable'; readonly reference: string };

/** The line of `GET /ledger` that a record stands for, if money moved. `authorization` is the one it belongs to. */
export function movementOf(record: LedgerRecord, authorization: Authorization): MoneyMovement | undefined {
  if (record.kind === 'unavailable' || record.fact === null) return undefined;
  const { reference, currency } = authorization;
  const common = { authorizationId: authorization.id, reference, currency, at: record.fact.at };
  const { fact } = record;
  switch (fact.type) {
    case 'Authorized':
    case 'ActionConfirmed': {
      const { amount, idempotencyKey } = authorization;
      return { id: authorization.id, ...common, kind: 'authorize', amount, idempotencyKey };
    }
    case 'Captured':
    case 'Voided':
    case 'Refunded': {
      // Ending an authorisation that the customer never confirmed moved no money.
      if (fact.type === 'Voided' && fact.amount === 0 && authorization.amount > 0) return undefined;
      const kind = ({ Captured: 'capture', Voided: 'void', Refunded: 'refund' } as const)[fact.type];
      const idempotencyKey = record.kind === 'call' ? record.idempotencyKey : authorization.idempotencyKey;
      return { id: fact.id, ...common, kind, amount: fact.amount, idempotencyKey };
    }
    case 'Declined':
    case 'ActionRequired':
    case 'CaptureRefused':
      return undefined;
    default: {
      const unknown: never = fact;
      throw new Error(`unknown fact ${JSON.stringify(unknown)}`);
    }
  }
}
