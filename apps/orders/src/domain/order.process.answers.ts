import type {
  EventOf,
  OrdersEvent,
  OrdersEvents,
  PaymentAuthorized,
  PaymentDeclined,
  ShipmentDelivered,
  ShipmentDispatched,
  StockReservationRejected,
} from '@windrose/contracts';
import { order as orderFold, type OrderIn } from './order';
import { fulfilment } from './order.status';

/** The signal repeats what the order knows. */
export function already(): readonly OrdersEvent[] {
  return [];
}

/** The order has ended; whoever sent the signal hears of the end by the order's own event, and undoes its part. */
export function tooLate(): readonly OrdersEvent[] {
  return [];
}

/** The signal answers a question that the order never asked in this situation. */
export function impossible(): readonly OrdersEvent[] {
  return [];
}

export function requestPayment(
  { placed }: OrderIn<'awaiting_stock'>,
  _data: unknown,
  { paymentId }: { readonly paymentId: string },
): readonly OrdersEvent[] {
  const { orderId, customerId, total, paymentToken } = placed;
  return [{ type: 'PaymentRequested', data: { orderId, paymentId, customerId, amount: total, token: paymentToken } }];
}

export function rejectOutOfStock(
  { placed }: OrderIn<'awaiting_stock'>,
  { shortages }: StockReservationRejected,
): readonly OrdersEvent[] {
  const message = `Not enough in stock: ${shortages.map((line) => line.sku).join(', ')}.`;
  return [rejected(placed, 'out_of_stock', message)];
}

export function confirm(
  { placed, paymentId }: OrderIn<'awaiting_payment'>,
  data: PaymentAuthorized,
): readonly OrdersEvent[] {
  if (data.paymentId !== paymentId) return [];
  const { orderId, customerId, lines, total, shippingAddress } = placed;
  return [{ type: 'OrderConfirmed', data: { orderId, customerId, paymentId, lines, total, shippingAddress } }];
}

export function rejectDeclined(
  { placed, paymentId }: OrderIn<'awaiting_payment'>,
  data: PaymentDeclined,
): readonly OrdersEvent[] {
  if (data.paymentId !== paymentId) return [];
  return [rejected(placed, 'payment_declined', `The payment was declined: ${data.message}`)];
}

export function recordDispatch(
  order: OrderIn<'fulfilling'>,
  { shipmentId, lines }: ShipmentDispatched,
): readonly OrdersEvent[] {
  if (parcelOf(order, shipmentId)) return [];
  return [{ type: 'OrderLinesDispatched', data: { orderId: order.placed.orderId, shipmentId, lines } }];
}

/** What has arrived has also left: a delivery that overtook its dispatch records both. */
export function recordDelivery(order: OrderIn<'fulfilling'>, data: ShipmentDelivered): readonly OrdersEvent[] {
  const { shipmentId, lines } = data;
  if (parcelOf(order, shipmentId)?.delivered) return [];
  const { orderId, customerId } = order.placed;
  const delivered: readonly OrdersEvent[] = [
    ...recordDispatch(order, data),
    { type: 'OrderLinesDelivered', data: { orderId, shipmentId, lines } },
  ];
  const after = delivered.reduce(orderFold.evolve, order);
  const complete = after.situation === 'fulfilling' && fulfilment(after) === 'delivered';
  return complete ? [...delivered, { type: 'OrderCompleted', data: { orderId, customerId } }] : delivered;
}

function parcelOf(order: OrderIn<'fulfilling'>, shipmentId: string) {
  return order.parcels.find((parcel) => parcel.shipmentId === shipmentId);
}

function rejected(
  { orderId, customerId }: { readonly orderId: string; readonly customerId: string },
  code: OrdersEvents['OrderRejected']['reason']['code'],
  message: string,
): EventOf<Pick<OrdersEvents, 'OrderRejected'>> {
  return { type: 'OrderRejected', data: { orderId, customerId, reason: { code, message } } };
}
