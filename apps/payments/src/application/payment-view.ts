import type { PaymentView } from '@windrose/contracts';
import { capturedAmount, type Payment, type UnknownPayment } from '../domain/payment';

/** A payment as others see it. */
export function paymentView(payment: Exclude<Payment, UnknownPayment>): PaymentView {
  const { paymentId, orderId, amount } = payment;
  return {
    id: paymentId,
    orderId,
    status: payment.status === 'initiated' ? 'pending' : payment.status,
    amount,
    captured: { amount: capturedAmount(payment), currency: amount.currency },
    refunded: { amount: 0, currency: amount.currency },
    reason: payment.status === 'declined' ? payment.reason : null,
  };
}
