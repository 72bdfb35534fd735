import type { Money, PaymentsEvent } from '@windrose/contracts';

export interface DeclineReason {
  readonly code: string;
  readonly message: string;
}

/** One shipment's share of the authorised amount. */
export interface Capture {
  readonly shipmentId: string;
  readonly amount: Money;
  readonly status: 'requested' | 'captured' | 'failed';
  /** How often the provider has refused it. The next try is number `refusals + 1`. */
  readonly refusals: number;
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

export interface DeclinedPayment extends PaymentFacts {
  readonly status: 'declined';
  readonly reason: DeclineReason;
}

/** The provider holds the amount for us; some or all of it may have been taken. */
export interface HeldPayment extends PaymentFacts {
  readonly status: 'authorized' | 'partially_captured' | 'captured';
  readonly authorizationId: string;
  readonly captures: readonly Capture[];
}

export type Payment = UnknownPayment | InitiatedPayment | DeclinedPayment | HeldPayment;

export const unknownPayment: UnknownPayment = { status: 'unknown' };

export function evolve(payment: Payment, event: PaymentsEvent): Payment {
  switch (event.type) {
    case 'PaymentInitiated': {
      const { orderId, paymentId, customerId, amount } = event.data;
      return { status: 'initiated', orderId, paymentId, customerId, amount };
    }
    case 'PaymentAuthorized':
      if (payment.status !== 'initiated') return payment;
      return { ...payment, status: 'authorized', authorizationId: event.data.authorizationId, captures: [] };
    case 'PaymentDeclined':
      if (payment.status !== 'initiated') return payment;
      return { ...payment, status: 'declined', reason: { code: event.data.code, message: event.data.message } };
    case 'PaymentCaptureRequested': {
      if (!isHeld(payment)) return payment;
      const { shipmentId, amount } = event.data;
      return { ...payment, captures: [...payment.captures, { shipmentId, amount, status: 'requested', refusals: 0 }] };
    }
    case 'PaymentCaptured':
      return withCapture(payment, event.data.shipmentId, (capture) => ({ ...capture, status: 'captured' }));
    case 'PaymentCaptureFailed': {
      const status = event.data.willRetry ? 'requested' : 'failed';
      return withCapture(payment, event.data.shipmentId, (capture) => ({
        ...capture,
        status,
        refusals: event.data.attempt,
      }));
    }
    default:
      return event satisfies never;
  }
}

/** How a payment's stream is folded. */
export const paymentDecider = { initialState: unknownPayment as Payment, evolve };

export function isHeld(payment: Payment): payment is HeldPayment {
  return payment.status === 'authorized' || payment.status === 'partially_captured' || payment.status === 'captured';
}

export function captureOf(payment: HeldPayment, shipmentId: string): Capture | undefined {
  return payment.captures.find((capture) => capture.shipmentId === shipmentId);
}

/** What the provider has taken, in minor units. */
export function capturedAmount(payment: Payment): number {
  return isHeld(payment) ? sum(payment.captures.filter((capture) => capture.status === 'captured')) : 0;
}

/** What no shipment has asked for yet, in minor units. */
export function unclaimedAmount(payment: HeldPayment): number {
  return payment.amount.amount - sum(payment.captures.filter((capture) => capture.status !== 'failed'));
}

function withCapture(payment: Payment, shipmentId: string, change: (capture: Capture) => Capture): Payment {
  if (!isHeld(payment)) return payment;
  const captures = payment.captures.map((capture) => (capture.shipmentId === shipmentId ? change(capture) : capture));
  const taken = sum(captures.filter((capture) => capture.status === 'captured'));
  return { ...payment, captures, status: heldStatus(taken, payment.amount.amount, captures) };
}

/** A free order (amount 0) is captured with its first capture, not before. */
function heldStatus(taken: number, amount: number, captures: readonly Capture[]): HeldPayment['status'] {
  if (!captures.some((capture) => capture.status === 'captured')) return 'authorized';
  return taken < amount ? 'partially_captured' : 'captured';
}

function sum(captures: readonly Capture[]): number {
  return captures.reduce((total, capture) => total + capture.amount.amount, 0);
}
