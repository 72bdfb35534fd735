import { ok, refused, type CancellationCode, type OrdersEvent, type Reason, type Result } from '@windrose/contracts';
import { hasDispatches } from './fulfilment';
import type { Order } from './order';
import { orderCancelled, parties } from './order.ends';

export interface CancelOrder {
  readonly orderId: string;
  readonly reason: Reason<Extract<CancellationCode, 'customer_request' | 'operator_request'>>;
}

/**
 * Before the pivot an order is cancelled at once. After it shipping has to say whether a parcel has been called for
 * already. What is being cancelled, or has been, needs nothing more.
 */
export function cancelOrder(order: Order, { orderId, reason }: CancelOrder): Result<readonly OrdersEvent[]> {
  switch (order.situation) {
    case 'unplaced':
      return refused('not_found', `There is no order ${orderId}.`);
    case 'awaiting_stock':
    case 'awaiting_payment':
    case 'awaiting_customer':
      return ok([orderCancelled(order.placed, reason)]);
    case 'fulfilling':
      if (hasDispatches(order)) return tooLate('a part of it has left the house');
      return ok([{ type: 'OrderCancellationRequested', data: { ...parties(order.placed), reason } }]);
    case 'cancelling':
    case 'cancelled':
      return ok([]);
    case 'completed':
      return tooLate('all of it has been delivered');
    case 'invalid':
      return tooLate('it is rejected already');
    case 'rejected':
    case 'expired':
      return tooLate(`it is ${order.situation} already`);
    default:
      return order satisfies never;
  }
}

function tooLate(because: string): Result<never> {
  return refused('conflict', `The order can't be cancelled any more: ${because}.`);
}
