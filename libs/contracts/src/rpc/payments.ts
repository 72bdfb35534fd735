import type { Money } from '../money';

export interface GetPayment {
  readonly orderId: string;
}

export type PaymentStatus =
  | 'pending'
  | 'action_required'
  | 'authorized'
  | 'declined'
  | 'partially_captured'
  | 'captured'
  | 'voided'
  | 'partially_refunded'
  | 'refunded';

/** What the provider tells by itself. Its own id of the event makes a repeat harmless. */
export interface ProviderNotice {
  readonly eventId: string;
  /** What the provider's books call the payment: the order's id. */
  readonly reference: string;
  readonly authorizationId: string;
}

export interface PaymentView {
  readonly id: string;
  readonly orderId: string;
  readonly status: PaymentStatus;
  readonly amount: Money;
  readonly captured: Money;
  readonly refunded: Money;
  readonly voided: Money;
  readonly nextAction: { readonly type: string; readonly url: string } | null;
  readonly reason: { readonly code: string; readonly message: string } | null;
}
