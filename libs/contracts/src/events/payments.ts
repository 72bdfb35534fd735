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

export interface PaymentsEvents {
  PaymentInitiated: PaymentInitiated;
  PaymentAuthorized: PaymentAuthorized;
  PaymentDeclined: PaymentDeclined;
  PaymentCaptureRequested: PaymentCaptureRequested;
  PaymentCaptured: PaymentCaptured;
}
