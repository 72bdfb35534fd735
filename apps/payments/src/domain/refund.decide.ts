import type { PaymentsEvent, RefundCause } from '@windrose/contracts';
import { isSameCause, refundableAmount, refundOf, shareOf, type Refund } from './movements';
import { isMovable, type MovablePayment, type Payment } from './payment';
import type { RecordRefund, RecordRefundRefusal, RefundReturn } from './payment.commands';
import { known, RefundNotRequested } from './payment.errors';

type RefundCommand = RefundReturn | RecordRefund | RecordRefundRefusal;

/** Money that goes back to the customer: never more than was taken, and once for each cause. */
export function decideRefund(command: RefundCommand, payment: Payment): PaymentsEvent[] {
  switch (command.type) {
    case 'RefundReturn':
      known(payment, command.type);
      return isMovable(payment) ? refundReturn(command, payment) : [];
    case 'RecordRefund': {
      const { movable, refund } = requested(payment, command);
      if (refund.status === 'refunded') return [];
      const { orderId, paymentId, customerId } = movable;
      const { cause, shipmentId, amount } = refund;
      return [{ type: 'PaymentRefunded', data: { orderId, paymentId, customerId, cause, shipmentId, amount } }];
    }
    case 'RecordRefundRefusal': {
      const { movable, refund } = requested(payment, command);
      const { orderId, paymentId } = movable;
      const { attempt, code, message, isFinal } = command.refusal;
      if (refund.status !== 'requested' || attempt !== refund.refusals + 1) return [];
      const { cause, shipmentId, amount } = refund;
      // It is the customer's money: whatever may succeed yet is tried for ever.
      const data = { orderId, paymentId, cause, shipmentId, amount, attempt, code, message, willRetry: !isFinal };
      return [{ type: 'PaymentRefundFailed', data }];
    }
    default:
      return command satisfies never;
  }
}

/** The whole captured share of a shipment that won't arrive goes back, unless it does already. */
export function refundOfShipment(payment: MovablePayment, shipmentId: string): PaymentsEvent[] {
  const cause: RefundCause = { type: 'shipment', id: shipmentId };
  const share = shareOf(payment, shipmentId);
  if (!share || refundOf(payment, cause, shipmentId)) return [];
  return refundsFrom(payment, cause, [{ shipmentId, amount: refundableAmount(payment, share) }]);
}

function refundReturn({ returnId, amount }: RefundReturn, payment: MovablePayment): PaymentsEvent[] {
  const cause: RefundCause = { type: 'return', id: returnId };
  if (payment.refunds.some((refund) => isSameCause(refund.cause, cause))) return [];
  return refundsFrom(payment, cause, partsOf(payment, amount.amount));
}

interface Part {
  readonly shipmentId: string;
  readonly amount: number;
}

/**
 * Which captured shares an amount is taken from, as far as they last. The smallest one that covers all of it, so that
 * a return is one refund wherever it can be; else one after the other.
 */
function partsOf(payment: MovablePayment, amount: number): Part[] {
  const parts = payment.shares.map((share) => ({
    shipmentId: share.shipmentId,
    amount: refundableAmount(payment, share),
  }));
  const [whole] = parts.filter((part) => part.amount >= amount).sort((one, other) => one.amount - other.amount);
  if (whole) return [{ shipmentId: whole.shipmentId, amount }];
  let rest = amount;
  return parts.map(({ shipmentId, amount: refundable }) => {
    const part = Math.min(rest, refundable);
    rest -= part;
    return { shipmentId, amount: part };
  });
}

function refundsFrom(
  { orderId, paymentId, amount }: MovablePayment,
  cause: RefundCause,
  parts: Part[],
): PaymentsEvent[] {
  return parts
    .filter((part) => part.amount > 0)
    .map((part) => ({
      type: 'PaymentRefundRequested',
      data: { orderId, paymentId, cause, shipmentId: part.shipmentId, amount: { ...amount, amount: part.amount } },
    }));
}

function requested(
  payment: Payment,
  { type, cause, shipmentId }: RecordRefund | RecordRefundRefusal,
): { movable: MovablePayment; refund: Refund } {
  const refund = isMovable(payment) ? refundOf(payment, cause, shipmentId) : undefined;
  if (!isMovable(payment) || !refund) throw new RefundNotRequested(type, cause);
  return { movable: payment, refund };
}
