import type { Authorization, AuthorizationStatus, Fact, Movement } from './authorization';
import type { MoneyMovement } from './money-movement';
import type { Refusal } from './refusal';

/** An authorisation as callers see it. */
export interface AuthorizationBody {
  readonly id: string;
  readonly reference: string;
  readonly amount: number;
  readonly currency: string;
  readonly status: AuthorizationStatus;
  readonly captured: number;
  readonly refunded: number;
  readonly voided: number;
  readonly createdAt: string;
  /** Where the customer has to go; only while the status is `requires_action`. */
  readonly nextAction?: { readonly type: 'redirect'; readonly url: string };
  readonly decline?: { readonly code: string; readonly message: string };
}

/** A capture, void or refund as the caller who made it sees it. */
export type MovementBody = Omit<MoneyMovement, 'idempotencyKey'>;

export interface ErrorBody {
  readonly error: Omit<Refusal, 'status'>;
}

/** @param baseUrl where the customer's browser reaches this provider; without a slash at its end */
export function authorizationBody(authorization: Authorization, baseUrl: string): AuthorizationBody {
  const { id, reference, amount, currency, status, captured, refunded, voided, createdAt } = authorization;
  return {
    ...{ id, reference, amount, currency, status, captured, refunded, voided, createdAt },
    ...(status === 'requires_action' && { nextAction: { type: 'redirect', url: `${baseUrl}/pay/${id}` } }),
    ...(status === 'declined' && { decline: { code: 'card_declined', message: 'The card was declined.' } }),
  };
}

export function errorBody({ code, field, message }: Refusal): ErrorBody {
  return { error: { code, ...(field !== undefined && { field }), message } };
}

/** Status and body that a fact is answered with. `authorization` is the one after the fact. */
export function answerTo(fact: Fact, authorization: Authorization, baseUrl: string): { status: number; body: unknown } {
  switch (fact.type) {
    case 'Authorized':
    case 'ActionRequired':
    case 'ActionConfirmed':
      return { status: 201, body: authorizationBody(authorization, baseUrl) };
    case 'Declined':
      return { status: 402, body: authorizationBody(authorization, baseUrl) };
    case 'CaptureRefused': {
      const message = 'The capture was refused. Another try, with a key of its own, may succeed.';
      return { status: 402, body: errorBody({ status: 402, code: 'capture_refused', message }) };
    }
    case 'Captured':
      return { status: 201, body: movementBody('capture', fact, authorization) };
    case 'Voided':
      return { status: 201, body: movementBody('void', fact, authorization) };
    case 'Refunded':
      return { status: 201, body: movementBody('refund', fact, authorization) };
    default: {
      const unknown: never = fact;
      throw new Error(`unknown fact ${JSON.stringify(unknown)}`);
    }
  }
}

function movementBody(kind: MovementBody['kind'], movement: Movement, authorization: Authorization): MovementBody {
  const { id, authorizationId, amount, at } = movement;
  const { reference, currency } = authorization;
  return { id, authorizationId, reference, kind, amount, currency, at };
}
