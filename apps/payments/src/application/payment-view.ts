import type { PaymentStatus, PaymentView } from '@windrose/contracts';
import { capturedAmount, refundedAmount } from '../domain/movements';
import { isMovable, type KnownPayment, type MovablePayment } from '../domain/payment';

/** A payment as others see it. */
export function paymentView(payment: KnownPayment): PaymentView {
  const { paymentId, orderId, amount } = payment;
  const money = (minorUnits: number) => ({ amount: minorUnits, currency: amount.currency });
  return {
    id: paymentId,
    orderId,
    status: statusOf(payment),
    amount,
    captured: money(isMovable(payment) ? capturedAmount(payment) : 0),
    refunded: money(isMovable(payment) ? refundedAmount(payment) : 0),
    voided: payment.status === 'voided' ? payment.released : money(0),
    nextAction: payment.status === 'action_required' ? payment.nextAction : null,
    reason: payment.status === 'declined' ? payment.reason : null,
  };
}

function statusOf(payment: KnownPayment): PaymentStatus {
  switch (payment.status) {
    case 'initiated':
    case 'abandoned':
      return 'pending';
    case 'action_required':
    case 'declined':
      return payment.status;
    case 'authorized':
    case 'releasing':
    case 'voided':
      return statusOfMovements(payment);
    default:
      return payment satisfies never;
  }
}

/** What has been done with the money says more than what is still held. */
function statusOfMovements(payment: MovablePayment): PaymentStatus {
  const captured = capturedAmount(payment);
  const refunded = refundedAmount(payment);
  const isOver = payment.status === 'voided' || captured === payment.amount.amount;
  if (refunded > 0) return isOver && refunded === captured ? 'refunded' : 'partially_refunded';
  // A free order (amount 0) is captured with its first capture, not before.
  if (payment.shares.some(({ status }) => status === 'captured')) {
    return captured < payment.amount.amount ? 'partially_captured' : 'captured';
  }
  return payment.status === 'voided' ? 'voided' : 'authorized';
}
