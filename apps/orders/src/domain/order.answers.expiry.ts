import type { OrdersEvent } from '@windrose/contracts';
import type { OrderIn, PayingOrder } from './order';
import { orderExpired } from './order.ends';

/*
 * What timers lead to. They are decided in the order's stream as the confirmation is, so only one of the two happens.
 */

export function expireOrder({ placed }: OrderIn<'awaiting_stock'> | PayingOrder): readonly OrdersEvent[] {
  return [orderExpired(placed, 'deadline', 'The order was not confirmed in time.')];
}

export function expireReservation({ placed }: PayingOrder): readonly OrdersEvent[] {
  return [orderExpired(placed, 'reservation_expired', 'The payment was not made while the stock was reserved.')];
}

export function expirePayment({ placed }: OrderIn<'awaiting_payment'>): readonly OrdersEvent[] {
  return [orderExpired(placed, 'payment_timeout', 'The payment was not answered in time.')];
}
