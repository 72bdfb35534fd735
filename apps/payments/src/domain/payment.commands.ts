import type { Money } from '@windrose/contracts';

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

/** The provider, or the customer's bank behind it, said no. */
export interface RecordDecline {
  readonly type: 'RecordDecline';
  readonly code: string;
  readonly message: string;
}

/** A shipment wants to leave: its share is to be taken first. */
export interface RequestCapture {
  readonly type: 'RequestCapture';
  readonly shipmentId: string;
  readonly amount: Money;
}

/** The provider has taken the share. */
export interface RecordCapture {
  readonly type: 'RecordCapture';
  readonly shipmentId: string;
}

/** The provider refused this try to take the share. */
export interface RecordCaptureRefusal {
  readonly type: 'RecordCaptureRefusal';
  readonly shipmentId: string;
  readonly attempt: number;
  readonly code: string;
  readonly message: string;
}

export type PaymentCommand =
  InitiatePayment | RecordAuthorization | RecordDecline | RequestCapture | RecordCapture | RecordCaptureRefusal;
