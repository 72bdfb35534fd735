import type { Money } from '../money';
import type { NextAction } from './orders';

/** The intent, recorded before the provider is asked. */
export interface PaymentInitiated {
  readonly orderId: string;
  readonly paymentId: string;
  readonly customerId: string;
  readonly amount: Money;
}

export interface PaymentAuthorized {
  readonly orderId: string;
  readonly paymentId: string;
  readonly authorizationId: string;
  readonly amount: Money;
}

/** The provider wants the customer to do something first. */
export interface PaymentActionRequired {
  readonly orderId: string;
  readonly paymentId: string;
  readonly authorizationId: string;
  readonly nextAction: NextAction;
}

export interface PaymentDeclined {
  readonly orderId: string;
  readonly paymentId: string;
  readonly code: string;
  readonly message: string;
}

/** The intent to capture one shipment's share, recorded before the provider is asked, and again before each further try. */
export interface PaymentCaptureRequested {
  readonly orderId: string;
  readonly paymentId: string;
  readonly shipmentId: string;
  readonly amount: Money;
}

export interface PaymentCaptured {
  readonly orderId: string;
  readonly paymentId: string;
  readonly shipmentId: string;
  readonly amount: Money;
  /** The provider's name for it, where it gives one: refunds are taken from it. */
  readonly captureId?: string;
}

/** The provider refused to capture a shipment's share, or there was nothing authorised to take it from. */
export interface PaymentCaptureFailed {
  readonly orderId: string;
  readonly paymentId: string;
  readonly shipmentId: string;
  readonly amount: Money;
  /** Which try it was, from 1; 0 when the provider was not asked at all. */
  readonly attempt: number;
  readonly code: string;
  readonly message: string;
  /** True while payments goes on by itself; false when this was its last word. */
  readonly willRetry: boolean;
}

/** The shipment will not reach the customer: its share is not to be captured, and goes back if it is being captured now. */
export interface PaymentCaptureWaived {
  readonly orderId: string;
  readonly paymentId: string;
  readonly shipmentId: string;
  readonly amount: Money;
}

/** The order ended: nothing more is wanted from this payment but to release what is held. Recorded before the provider is asked. */
export interface PaymentVoidRequested {
  readonly orderId: string;
  readonly paymentId: string;
}

/** Nothing of the customer's money is held any more. */
export interface PaymentVoided {
  readonly orderId: string;
  readonly paymentId: string;
  /** What was released; zero when nothing had been held. */
  readonly amount: Money;
}

/** The provider refused to release what it holds. */
export interface PaymentVoidFailed {
  readonly orderId: string;
  readonly paymentId: string;
  /** Which try it was, from 1. */
  readonly attempt: number;
  readonly code: string;
  readonly message: string;
  readonly willRetry: boolean;
}

/** Why money goes back: a shipment that failed after its share was captured, or a return. `id` is the shipment's or return's. */
export interface RefundCause {
  readonly type: 'shipment' | 'return';
  readonly id: string;
}

/** The intent to give money back, recorded before the provider is asked. A return may have one for each of several shipments. */
export interface PaymentRefundRequested {
  readonly orderId: string;
  readonly paymentId: string;
  readonly cause: RefundCause;
  /** Whose captured share it is taken from. */
  readonly shipmentId: string;
  readonly amount: Money;
}

export interface PaymentRefunded {
  readonly orderId: string;
  readonly paymentId: string;
  readonly customerId: string;
  readonly cause: RefundCause;
  readonly shipmentId: string;
  readonly amount: Money;
}

/** The provider refused to give money back. */
export interface PaymentRefundFailed {
  readonly orderId: string;
  readonly paymentId: string;
  readonly cause: RefundCause;
  readonly shipmentId: string;
  readonly amount: Money;
  /** Which try it was, from 1. */
  readonly attempt: number;
  readonly code: string;
  readonly message: string;
  readonly willRetry: boolean;
}

export interface PaymentsEvents {
  PaymentInitiated: PaymentInitiated;
  PaymentAuthorized: PaymentAuthorized;
  PaymentActionRequired: PaymentActionRequired;
  PaymentDeclined: PaymentDeclined;
  PaymentCaptureRequested: PaymentCaptureRequested;
  PaymentCaptured: PaymentCaptured;
  PaymentCaptureFailed: PaymentCaptureFailed;
  PaymentCaptureWaived: PaymentCaptureWaived;
  PaymentVoidRequested: PaymentVoidRequested;
  PaymentVoided: PaymentVoided;
  PaymentVoidFailed: PaymentVoidFailed;
  PaymentRefundRequested: PaymentRefundRequested;
  PaymentRefunded: PaymentRefunded;
  PaymentRefundFailed: PaymentRefundFailed;
}
