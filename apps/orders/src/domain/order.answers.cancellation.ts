import type { FulfilmentCancellationRefused, OrdersEvent, ShipmentCancelled } from '@windrose/contracts';
import type { OrderIn } from './order';
import { dropLines, settled } from './order.answers.fulfilment';
import { orderCancelled, parties } from './order.ends';

/*
 * After the pivot only shipping knows whether a parcel has been called for. The order asks, and goes by the answer.
 */

export function finishCancellation({ placed, reason }: OrderIn<'cancelling'>): readonly OrdersEvent[] {
  return [orderCancelled(placed, reason)];
}

/** Shipping cancels the shipments as it was asked to, and says so as a whole right after. For another reason, it is news. */
export function dropUnlessAsked(order: OrderIn<'cancelling'>, data: ShipmentCancelled): readonly OrdersEvent[] {
  return data.reason.code === order.reason.code ? [] : dropLines(order, data);
}

/** A dispatch was faster. What was recorded meanwhile may be all that was still open. */
export function resumeFulfilment(
  order: OrderIn<'cancelling'>,
  { message }: FulfilmentCancellationRefused,
): readonly OrdersEvent[] {
  return settled(order, [{ type: 'OrderCancellationRefused', data: { ...parties(order.placed), message } }]);
}
