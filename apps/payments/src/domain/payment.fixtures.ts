import type { Money, PaymentsEvent, RefundCause } from '@windrose/contracts';
import type { PaymentCommand, Refusal } from './payment.commands';

export const eur = (amount: number): Money => ({ amount, currency: 'EUR' });
export const ids = { orderId: 'order-1', paymentId: 'payment-1' };
export const shipment = (id: string): RefundCause => ({ type: 'shipment', id });
export const goods = (id: string): RefundCause => ({ type: 'return', id });

const nextAction = { type: 'redirect', url: 'https://pay.example/1' };
const reason = { code: 'card_declined', message: 'The card was declined.' };
const refusedBecause = { code: 'refused', message: 'Not now.' };

/** Facts about a payment of 10.00. */
export const initiated: PaymentsEvent = {
  type: 'PaymentInitiated',
  data: { ...ids, customerId: 'customer-1', amount: eur(1_000) },
};
export const authorized: PaymentsEvent = {
  type: 'PaymentAuthorized',
  data: { ...ids, authorizationId: 'auth-1', amount: eur(1_000) },
};
export const actionRequired: PaymentsEvent = {
  type: 'PaymentActionRequired',
  data: { ...ids, authorizationId: 'auth-1', nextAction },
};
export const declined: PaymentsEvent = { type: 'PaymentDeclined', data: { ...ids, ...reason } };
export const voidRequested: PaymentsEvent = { type: 'PaymentVoidRequested', data: ids };
export const voided = (amount: number): PaymentsEvent => ({
  type: 'PaymentVoided',
  data: { ...ids, amount: eur(amount) },
});
export const voidFailed = (attempt: number, willRetry = true): PaymentsEvent => ({
  type: 'PaymentVoidFailed',
  data: { ...ids, ...refusedBecause, attempt, willRetry },
});

const share = (shipmentId: string, amount: number) => ({ ...ids, shipmentId, amount: eur(amount) });
export const requested = (shipmentId: string, amount: number): PaymentsEvent => ({
  type: 'PaymentCaptureRequested',
  data: share(shipmentId, amount),
});
export const captured = (shipmentId: string, amount: number): PaymentsEvent => ({
  type: 'PaymentCaptured',
  data: { ...share(shipmentId, amount), captureId: `capture-of-${shipmentId}` },
});
export const waived = (shipmentId: string, amount: number): PaymentsEvent => ({
  type: 'PaymentCaptureWaived',
  data: share(shipmentId, amount),
});
export const refused = (shipmentId: string, amount: number, attempt: number, willRetry = true): PaymentsEvent => ({
  type: 'PaymentCaptureFailed',
  data: { ...share(shipmentId, amount), ...refusedBecause, attempt, willRetry },
});
export const refundRequested = (cause: RefundCause, shipmentId: string, amount: number): PaymentsEvent => ({
  type: 'PaymentRefundRequested',
  data: { ...share(shipmentId, amount), cause },
});
export const refunded = (cause: RefundCause, shipmentId: string, amount: number): PaymentsEvent => ({
  type: 'PaymentRefunded',
  data: { ...share(shipmentId, amount), cause, customerId: 'customer-1' },
});
export const refundFailed = (
  cause: RefundCause,
  shipmentId: string,
  amount: number,
  attempt: number,
  willRetry = true,
): PaymentsEvent => ({
  type: 'PaymentRefundFailed',
  data: { ...share(shipmentId, amount), ...refusedBecause, cause, attempt, willRetry },
});

/** The provider's "no" to the try with this number. */
export const refusal = (attempt: number, isFinal = false): Refusal => ({ ...refusedBecause, attempt, isFinal });
export const captureRefusal = (attempt: number, isFinal = false): PaymentCommand => ({
  type: 'RecordCaptureRefusal',
  shipmentId: 's1',
  refusal: refusal(attempt, isFinal),
});
/** Refused without asking the provider, in whatever words. */
export const unasked = (shipmentId: string, amount: Money, attempt: number, code: string): PaymentsEvent => ({
  type: 'PaymentCaptureFailed',
  data: { ...ids, shipmentId, amount, attempt, code, message: expect.any(String) as string, willRetry: false },
});

/** Commands about the share of 4.00 of the shipment `s1`, where they are about one. */
export const commands = {
  InitiatePayment: { type: 'InitiatePayment', ...ids, customerId: 'customer-1', amount: eur(1_000) },
  RecordAuthorization: { type: 'RecordAuthorization', authorizationId: 'auth-1' },
  RecordActionRequired: { type: 'RecordActionRequired', authorizationId: 'auth-1', nextAction },
  RecordDecline: { type: 'RecordDecline', ...reason },
  RecordAbsence: { type: 'RecordAbsence' },
  ReleaseRemainder: { type: 'ReleaseRemainder' },
  RecordRelease: { type: 'RecordRelease', released: 600 },
  RecordVoidRefusal: { type: 'RecordVoidRefusal', refusal: { ...refusedBecause, attempt: 1, isFinal: false } },
  RequestCapture: { type: 'RequestCapture', shipmentId: 's1', amount: eur(400) },
  RetryCapture: { type: 'RetryCapture', shipmentId: 's1', attempt: 2 },
  RecordCapture: { type: 'RecordCapture', shipmentId: 's1', captureId: 'capture-of-s1' },
  RecordCaptureRefusal: {
    type: 'RecordCaptureRefusal',
    shipmentId: 's1',
    refusal: { ...refusedBecause, attempt: 1, isFinal: false },
  },
  DropShare: { type: 'DropShare', shipmentId: 's1', amount: eur(400) },
  RefundReturn: { type: 'RefundReturn', returnId: 'r1', amount: eur(150) },
  RecordRefund: { type: 'RecordRefund', cause: goods('r1'), shipmentId: 's1' },
  RecordRefundRefusal: {
    type: 'RecordRefundRefusal',
    cause: goods('r1'),
    shipmentId: 's1',
    refusal: { ...refusedBecause, attempt: 1, isFinal: false },
  },
} satisfies { [Type in PaymentCommand['type']]: Extract<PaymentCommand, { type: Type }> };
