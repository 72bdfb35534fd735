import type {
  OrdersEvent,
  PaymentActionRequired,
  PaymentAuthorized,
  PaymentDeclined,
  StockReservationRejected,
  StockReserved,
} from '@windrose/contracts';
import type { OrderIn, PayingOrder } from './order';
import { orderRejected, parties } from './order.ends';

/*
 * From placed to confirmed: reserve, then authorise, then the pivot.
 */

export function requestPayment(
  { placed }: OrderIn<'awaiting_stock'>,
  { allocations }: StockReserved,
  { paymentId }: { readonly paymentId: string },
): readonly OrdersEvent[] {
  const { total: amount, paymentToken: token } = placed;
  return [{ type: 'PaymentRequested', data: { ...parties(placed), paymentId, amount, token, allocations } }];
}

export function rejectOutOfStock(
  { placed }: OrderIn<'awaiting_stock'>,
  { shortages }: StockReservationRejected,
): readonly OrdersEvent[] {
  const message = `Not enough in stock: ${shortages.map((line) => line.sku).join(', ')}.`;
  return [orderRejected(placed, 'out_of_stock', message)];
}

/** The provider may change its mind about the way: then the customer is asked again. */
export function askCustomer(order: PayingOrder, data: PaymentActionRequired): readonly OrdersEvent[] {
  const { nextAction, paymentId } = data;
  if (paymentId !== order.paymentId) return [];
  const asked = order.situation === 'awaiting_customer' ? order.nextAction : null;
  if (asked?.type === nextAction.type && asked.url === nextAction.url) return [];
  return [{ type: 'CustomerActionRequested', data: { ...parties(order.placed), paymentId, nextAction } }];
}

/** The pivot: from here on nothing expires, and undoing costs a void or a refund. */
export function confirm(
  { placed, paymentId, allocations }: PayingOrder,
  data: PaymentAuthorized,
): readonly OrdersEvent[] {
  if (data.paymentId !== paymentId) return [];
  const { lines, totals, total, shippingAddress } = placed;
  return [
    {
      type: 'OrderConfirmed',
      data: { ...parties(placed), paymentId, lines, totals, total, shippingAddress, allocations },
    },
  ];
}

export function rejectDeclined({ placed, paymentId }: PayingOrder, data: PaymentDeclined): readonly OrdersEvent[] {
  if (data.paymentId !== paymentId) return [];
  return [orderRejected(placed, 'payment_declined', `The payment was declined: ${data.message}`)];
}
