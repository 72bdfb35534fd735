import type { Money } from '../money';

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

export interface PaymentDeclined {
  readonly orderId: string;
  readonly paymentId: string;
  readonly code: string;
  readonly message: string;
}

/** The intent to capture one shipment's share, recorded before the provider is asked. */
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

export interface PaymentsEvents {
  PaymentInitiated: PaymentInitiated;
  PaymentAuthorized: PaymentAuthorized;
  PaymentDeclined: PaymentDeclined;
  PaymentCaptureRequested: PaymentCaptureRequested;
  PaymentCaptured: PaymentCaptured;
  PaymentCaptureFailed: PaymentCaptureFailed;
}
