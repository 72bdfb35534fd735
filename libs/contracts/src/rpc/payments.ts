import type { Money } from '../money';

export interface GetPayment {
  readonly orderId: string;
}

export interface PaymentView {
  readonly id: string;
  readonly orderId: string;
  readonly status: 'pending' | 'authorized' | 'declined' | 'partially_captured' | 'captured';
  readonly amount: Money;
  readonly captured: Money;
  readonly refunded: Money;
  readonly reason: { readonly code: string; readonly message: string } | null;
}
