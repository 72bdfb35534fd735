import type { FulfilmentCancellationRefused, OrdersEvent } from '@windrose/contracts';
import type { OrderIn } from './order';
import { settled } from './order.answers.fulfilment';
import { orderCancelled, parties } from './order.ends';

/*
 * After the pivot only shipping knows whether a parcel has been called for. The order asks, and goes by the answer.
 */

export function finishCancellation({ placed, reason }: OrderIn<'cancelling'>): readonly OrdersEvent[] {
  return [orderCancelled(placed, reason)];
}

/** A dispatch was faster. What was recorded meanwhile may be all that was still open. */
export function resumeFulfilment(
  order: OrderIn<'cancelling'>,
  { message }: FulfilmentCancellationRefused,
): readonly OrdersEvent[] {
  return settled(order, [{ type: 'OrderCancellationRefused', data: { ...parties(order.placed), message } }]);
}
