import type { Token } from './tokens';

/** What the provider knows about one card payment. Amounts are minor units of `currency`. */
export interface Authorization {
  readonly id: string;
  /** The merchant's name for it: the order's id. */
  readonly reference: string;
  readonly amount: number;
  readonly currency: string;
  readonly token: Token;
  readonly status: AuthorizationStatus;
  /** Sum of the captures; never above `amount`. */
  readonly captured: number;
  /** Sum of the refunds; never above `captured`. */
  readonly refunded: number;
  /** What the void released. */
  readonly voided: number;
  /** Captures that were refused, for `tok_capture_fails`. */
  readonly refusedCaptures: number;
  readonly createdAt: string;
  /** Key of the call that created it. */
  readonly idempotencyKey: string;
}

/**
 * - `requires_action`: nothing is held until the customer confirms.
 * - `authorized`: what is neither captured nor voided is held.
 * - `declined`: nothing was ever held.
 * - `voided`: nothing is held any more; what was captured before stays captured.
 */
export type AuthorizationStatus = 'requires_action' | 'authorized' | 'declined' | 'voided';

/** What a new authorisation starts from. */
export interface Opening {
  readonly authorizationId: string;
  readonly reference: string;
  readonly amount: number;
  readonly currency: string;
  readonly token: Token;
  readonly at: string;
  readonly idempotencyKey: string;
}

export type Fact =
  | ({ readonly type: 'Authorized' } & Opening)
  | ({ readonly type: 'Declined' } & Opening)
  | ({ readonly type: 'ActionRequired' } & Opening)
  | { readonly type: 'ActionConfirmed'; readonly authorizationId: string; readonly at: string }
  | ({ readonly type: 'Captured' } & Movement)
  | ({ readonly type: 'CaptureRefused' } & Movement)
  | ({ readonly type: 'Voided' } & Movement)
  | ({ readonly type: 'Refunded' } & Movement);

/** A step of an authorisation that exists. */
export interface Movement {
  readonly id: string;
  readonly authorizationId: string;
  readonly amount: number;
  readonly at: string;
}

/** The remainder that can still be captured or voided. */
export function held(authorization: Authorization): number {
  return authorization.status === 'authorized' ? authorization.amount - authorization.captured : 0;
}

/** The authorisation after a fact. The first fact of each makes it; later ones must find it. */
export function evolve(state: Authorization | undefined, fact: Fact): Authorization {
  switch (fact.type) {
    case 'Authorized':
      return opened(fact, 'authorized');
    case 'Declined':
      return opened(fact, 'declined');
    case 'ActionRequired':
      return opened(fact, 'requires_action');
    case 'ActionConfirmed':
      return { ...existing(state, fact), status: 'authorized' };
    case 'Captured': {
      const before = existing(state, fact);
      return { ...before, captured: before.captured + fact.amount };
    }
    case 'CaptureRefused': {
      const before = existing(state, fact);
      return { ...before, refusedCaptures: before.refusedCaptures + 1 };
    }
    case 'Voided': {
      const before = existing(state, fact);
      return { ...before, status: 'voided', voided: fact.amount };
    }
    case 'Refunded': {
      const before = existing(state, fact);
      return { ...before, refunded: before.refunded + fact.amount };
    }
    default: {
      const unknown: never = fact;
      throw new Error(`unknown fact ${JSON.stringify(unknown)}`);
    }
  }
}

function opened(opening: Opening, status: AuthorizationStatus): Authorization {
  return {
    id: opening.authorizationId,
    reference: opening.reference,
    amount: opening.amount,
    currency: opening.currency,
    token: opening.token,
    status,
    captured: 0,
    refunded: 0,
    voided: 0,
    refusedCaptures: 0,
    createdAt: opening.at,
    idempotencyKey: opening.idempotencyKey,
  };
}

function existing(state: Authorization | undefined, fact: Fact): Authorization {
  if (state === undefined) throw new Error(`${fact.type} of the unknown authorisation ${fact.authorizationId}`);
  return state;
}
