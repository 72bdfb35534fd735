import type { Money, NextAction, RefundCause } from '@windrose/contracts';

export interface InitiatePayment {
  readonly type: 'InitiatePayment';
  readonly orderId: string;
  readonly paymentId: string;
  readonly customerId: string;
  readonly amount: Money;
}

/** The provider holds the amount. */
export interface RecordAuthorization {
  readonly type: 'RecordAuthorization';
  readonly authorizationId: string;
}

/** The provider waits for the customer. */
export interface RecordActionRequired {
  readonly type: 'RecordActionRequired';
  readonly authorizationId: string;
  readonly nextAction: NextAction;
}

/** The provider, or the customer's bank behind it, said no. */
export interface RecordDecline {
  readonly type: 'RecordDecline';
  readonly code: string;
  readonly message: string;
}

/** The provider has never got the request to authorise, and won't any more. */
export interface RecordAbsence {
  readonly type: 'RecordAbsence';
}

/** The order has ended: whatever is held and not captured is to be released. */
export interface ReleaseRemainder {
  readonly type: 'ReleaseRemainder';
}

/** The provider holds nothing any more: we asked for that, or it ended the authorisation by itself. */
export interface RecordRelease {
  readonly type: 'RecordRelease';
  /** What had been held and not captured, in minor units. */
  readonly released: number;
}

/** The provider refused this try to release what it holds. */
export interface RecordVoidRefusal {
  readonly type: 'RecordVoidRefusal';
  readonly refusal: Refusal;
}

/** A shipment wants to leave: its share is to be taken first. */
export interface RequestCapture {
  readonly type: 'RequestCapture';
  readonly shipmentId: string;
  readonly amount: Money;
}

/** The wait after a refusal is over. */
export interface RetryCapture {
  readonly type: 'RetryCapture';
  readonly shipmentId: string;
  readonly attempt: number;
}

/** The provider has taken the share. */
export interface RecordCapture {
  readonly type: 'RecordCapture';
  readonly shipmentId: string;
  readonly captureId?: string;
}

/** The provider refused this try to take the share. */
export interface RecordCaptureRefusal {
  readonly type: 'RecordCaptureRefusal';
  readonly shipmentId: string;
  readonly refusal: Refusal;
}

/** The shipment failed or was cancelled: the customer is not to pay for it. */
export interface DropShare {
  readonly type: 'DropShare';
  readonly shipmentId: string;
  readonly amount: Money;
}

/** Goods have come back. */
export interface RefundReturn {
  readonly type: 'RefundReturn';
  readonly returnId: string;
  readonly amount: Money;
}

/** The provider has given the money back. */
export interface RecordRefund {
  readonly type: 'RecordRefund';
  readonly cause: RefundCause;
  readonly shipmentId: string;
}

/** The provider refused this try to give the money back. */
export interface RecordRefundRefusal {
  readonly type: 'RecordRefundRefusal';
  readonly cause: RefundCause;
  readonly shipmentId: string;
  readonly refusal: Refusal;
}

/** The provider's "no" to one try. */
export interface Refusal {
  /** From 1. */
  readonly attempt: number;
  readonly code: string;
  readonly message: string;
  /** Whether the provider would refuse every further try too. */
  readonly isFinal: boolean;
}

export type PaymentCommand =
  | InitiatePayment
  | RecordAuthorization
  | RecordActionRequired
  | RecordDecline
  | RecordAbsence
  | ReleaseRemainder
  | RecordRelease
  | RecordVoidRefusal
  | RequestCapture
  | RetryCapture
  | RecordCapture
  | RecordCaptureRefusal
  | DropShare
  | RefundReturn
  | RecordRefund
  | RecordRefundRefusal;
