import type { Money, NextAction, PaymentsEvent } from '@windrose/contracts';
import { noMovements, withMovement, type Movements } from './movements';

export interface DeclineReason {
  readonly code: string;
  readonly message: string;
}

interface PaymentFacts {
  readonly orderId: string;
  readonly paymentId: string;
  readonly customerId: string;
  readonly amount: Money;
}

export interface UnknownPayment {
  readonly status: 'unknown';
}

/** The provider has been or will be asked; its answer is outstanding. */
export interface InitiatedPayment extends PaymentFacts {
  readonly status: 'initiated';
}

/** The provider waits for the customer, and holds nothing yet. */
export interface ActionRequiredPayment extends PaymentFacts {
  readonly status: 'action_required';
  readonly authorizationId: string;
  readonly nextAction: NextAction;
  /** When we learned of it. */
  readonly since: string;
}

export interface DeclinedPayment extends PaymentFacts {
  readonly status: 'declined';
  readonly reason: DeclineReason;
}

/** The provider holds the amount for us; some or all of it may have been taken. */
export interface AuthorizedPayment extends PaymentFacts, Movements {
  readonly status: 'authorized';
  readonly authorizationId: string;
}

/** The order ended while the answer was outstanding: whatever the provider turns out to hold is released. */
export interface AbandonedPayment extends PaymentFacts {
  readonly status: 'abandoned';
  /** When the order's end reached us. */
  readonly since: string;
}

/** The order has ended: what is held and not captured is being released. */
export interface ReleasingPayment extends PaymentFacts, Movements {
  readonly status: 'releasing';
  readonly authorizationId: string;
  /** How often the provider has refused to release it. */
  readonly refusals: number;
}

/** Nothing is held any more. What was captured stays captured, and may still go back. */
export interface VoidedPayment extends PaymentFacts, Movements {
  readonly status: 'voided';
  /** Null when the provider had never been asked, as far as anybody could find out. */
  readonly authorizationId: string | null;
  /** What was held and not captured. */
  readonly released: Money;
}

/** One of which money may have been taken. */
export type MovablePayment = AuthorizedPayment | ReleasingPayment | VoidedPayment;

export type Payment =
  UnknownPayment | InitiatedPayment | ActionRequiredPayment | DeclinedPayment | AbandonedPayment | MovablePayment;

export type KnownPayment = Exclude<Payment, UnknownPayment>;

export const unknownPayment: UnknownPayment = { status: 'unknown' };

export function evolve(payment: Payment, event: PaymentsEvent, { recordedAt }: { recordedAt: string }): Payment {
  switch (event.type) {
    case 'PaymentInitiated': {
      const { orderId, paymentId, customerId, amount } = event.data;
      return { status: 'initiated', orderId, paymentId, customerId, amount };
    }
    case 'PaymentAuthorized':
      return authorized(payment, event.data.authorizationId);
    case 'PaymentActionRequired':
      return actionRequired(payment, event.data, recordedAt);
    case 'PaymentDeclined': {
      if (!isOutstanding(payment)) return payment;
      const { code, message } = event.data;
      return { status: 'declined', ...factsOf(payment), reason: { code, message } };
    }
    case 'PaymentVoidRequested':
      return voidRequested(payment, recordedAt);
    case 'PaymentVoided':
      return voided(payment, event.data.amount);
    case 'PaymentVoidFailed':
      return payment.status === 'releasing' ? { ...payment, refusals: event.data.attempt } : payment;
    case 'PaymentCaptureRequested':
    case 'PaymentCaptured':
    case 'PaymentCaptureFailed':
    case 'PaymentCaptureWaived':
    case 'PaymentRefundRequested':
    case 'PaymentRefunded':
    case 'PaymentRefundFailed':
      return isMovable(payment) ? { ...payment, ...withMovement(payment, event) } : payment;
    default:
      return event satisfies never;
  }
}

/** How a payment's stream is folded. */
export const paymentDecider = { initialState: unknownPayment as Payment, evolve };

/** Whether the provider's decision about the authorisation is still to come. */
export function isOutstanding(
  payment: Payment,
): payment is InitiatedPayment | ActionRequiredPayment | AbandonedPayment {
  return payment.status === 'initiated' || payment.status === 'action_required' || payment.status === 'abandoned';
}

export function isMovable(payment: Payment): payment is MovablePayment {
  return payment.status === 'authorized' || payment.status === 'releasing' || payment.status === 'voided';
}

function authorized(payment: Payment, authorizationId: string): Payment {
  switch (payment.status) {
    case 'initiated':
    case 'action_required':
      return { status: 'authorized', ...factsOf(payment), authorizationId, ...noMovements };
    case 'abandoned':
    case 'declined':
      return { status: 'releasing', ...factsOf(payment), authorizationId, refusals: 0, ...noMovements };
    case 'voided':
      // We had found nothing to release; the provider holds something after all.
      if (payment.authorizationId !== null) return payment;
      return { status: 'releasing', ...factsOf(payment), authorizationId, refusals: 0, ...noMovements };
    case 'unknown':
    case 'authorized':
    case 'releasing':
      return payment;
    default:
      return payment satisfies never;
  }
}

function actionRequired(
  payment: Payment,
  { authorizationId, nextAction }: { authorizationId: string; nextAction: NextAction },
  since: string,
): Payment {
  if (payment.status === 'initiated') {
    return { status: 'action_required', ...factsOf(payment), authorizationId, nextAction, since };
  }
  // Nothing is held yet, but the customer could still confirm.
  return isGivenUp(payment) ? authorized(payment, authorizationId) : payment;
}

/** Whether nothing is wanted of it any more, although the provider has told of no authorisation. */
export function isGivenUp(payment: Payment): boolean {
  return payment.status === 'abandoned' || (payment.status === 'voided' && payment.authorizationId === null);
}

function voidRequested(payment: Payment, since: string): Payment {
  switch (payment.status) {
    case 'initiated':
      return { status: 'abandoned', ...factsOf(payment), since };
    case 'action_required': {
      const { authorizationId } = payment;
      return { status: 'releasing', ...factsOf(payment), authorizationId, refusals: 0, ...noMovements };
    }
    case 'authorized':
      return { ...payment, status: 'releasing', refusals: 0 };
    case 'unknown':
    case 'declined':
    case 'abandoned':
    case 'releasing':
    case 'voided':
      return payment;
    default:
      return payment satisfies never;
  }
}

function voided(payment: Payment, released: Money): Payment {
  if (payment.status === 'abandoned') {
    return { status: 'voided', ...factsOf(payment), authorizationId: null, released, ...noMovements };
  }
  if (payment.status !== 'authorized' && payment.status !== 'releasing') return payment;
  const { authorizationId, shares, refunds } = payment;
  return { status: 'voided', ...factsOf(payment), authorizationId, released, shares, refunds };
}

function factsOf({ orderId, paymentId, customerId, amount }: PaymentFacts): PaymentFacts {
  return { orderId, paymentId, customerId, amount };
}
