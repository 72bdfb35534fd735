import type {
  CancellationCode,
  ExpiryCode,
  OrderPlaced,
  OrdersEvent,
  PlaceOrder,
  ProductEntry,
  Reason,
  RejectionCode,
} from '@windrose/contracts';

/** An order of two mugs and a tea for 29.00 EUR, and the facts of its life. For tests only. */

export const eur = (amount: number) => ({ amount, currency: 'EUR' });

export const command: PlaceOrder = {
  orderId: 'o1',
  customerId: 'c1',
  lines: [
    { sku: 'mug', quantity: 2 },
    { sku: 'tea', quantity: 1 },
  ],
  shippingAddress: { name: 'Ada', street: 'Main Street 1', city: 'Bern', postalCode: '3000', country: 'CH' },
  payment: { token: 'tok_ok' },
};

export function catalogue(...entries: Partial<ProductEntry>[]): ReadonlyMap<string, ProductEntry> {
  const known = [
    { sku: 'mug', name: 'Mug', price: eur(1250) },
    { sku: 'tea', name: 'Tea', price: eur(400) },
    ...entries,
  ].map((entry) => ({ sku: 'x', name: 'X', price: eur(100), active: true, position: 1, ...entry }));
  return new Map(known.map((entry) => [entry.sku, entry]));
}

export const placed: OrderPlaced = {
  orderId: 'o1',
  customerId: 'c1',
  lines: [
    { sku: 'mug', name: 'Mug', quantity: 2, unitPrice: eur(1250) },
    { sku: 'tea', name: 'Tea', quantity: 1, unitPrice: eur(400) },
  ],
  totals: { items: eur(2900), shipping: eur(0), tax: eur(0), discount: eur(0) },
  total: eur(2900),
  shippingAddress: command.shippingAddress,
  paymentToken: 'tok_ok',
};

const { orderId, customerId, lines, totals, total, shippingAddress } = placed;
export const parties = { orderId, customerId };
export const paymentId = 'p1';
export const stockLines = [
  { sku: 'mug', quantity: 2 },
  { sku: 'tea', quantity: 1 },
];
export const mugs = [{ sku: 'mug', quantity: 2 }];
export const tea = [{ sku: 'tea', quantity: 1 }];
export const allocations = [
  { sku: 'mug', quantity: 2, location: 'north' },
  { sku: 'tea', quantity: 1, location: 'main' },
];
export const nextAction = { type: 'redirect', url: 'https://bank.example/confirm/1' };

export const orderPlaced: OrdersEvent = { type: 'OrderPlaced', data: placed };
export const paymentRequested: OrdersEvent = {
  type: 'PaymentRequested',
  data: { ...parties, paymentId, amount: total, token: 'tok_ok', allocations },
};
export const customerActionRequested: OrdersEvent = {
  type: 'CustomerActionRequested',
  data: { ...parties, paymentId, nextAction },
};
export const orderConfirmed: OrdersEvent = {
  type: 'OrderConfirmed',
  data: { ...parties, paymentId, lines, totals, total, shippingAddress, allocations },
};
export const orderCompleted: OrdersEvent = { type: 'OrderCompleted', data: parties };

/** Placed, reserved, paid for. */
export const confirmed: readonly OrdersEvent[] = [orderPlaced, paymentRequested, orderConfirmed];

export function dispatched(shipmentId: string, some = stockLines): OrdersEvent {
  return { type: 'OrderLinesDispatched', data: { orderId, shipmentId, lines: some } };
}

export function delivered(shipmentId: string, some = stockLines): OrdersEvent {
  return { type: 'OrderLinesDelivered', data: { orderId, shipmentId, lines: some } };
}

export const lost: Reason = { code: 'lost', message: 'The carrier lost it.' };

export function dropped(shipmentId: string, some = stockLines, reason = lost): OrdersEvent {
  return { type: 'OrderLinesDropped', data: { orderId, shipmentId, lines: some, reason } };
}

export function returned(returnId: string, some = stockLines): OrdersEvent {
  return { type: 'OrderLinesReturned', data: { orderId, returnId, lines: some } };
}

export function orderRejected(code: RejectionCode, message: string): OrdersEvent {
  return { type: 'OrderRejected', data: { ...parties, reason: { code, message } } };
}

export function orderExpired(code: ExpiryCode, message: string): OrdersEvent {
  return { type: 'OrderExpired', data: { ...parties, reason: { code, message } } };
}

export const changedMind = { code: 'customer_request', message: 'Changed my mind.' } as const;

export const cancellationRequested: OrdersEvent = {
  type: 'OrderCancellationRequested',
  data: { ...parties, reason: changedMind },
};
export const cancellationRefused: OrdersEvent = {
  type: 'OrderCancellationRefused',
  data: { ...parties, message: 'A shipment is on its way.' },
};

export function orderCancelled(reason: Reason<CancellationCode> = changedMind): OrdersEvent {
  return { type: 'OrderCancelled', data: { ...parties, reason } };
}

export const shipmentFailed = orderCancelled({
  code: 'shipment_failed',
  message: 'None of its shipments could be delivered.',
});

/** The first and last event of an order that was accepted by the edge and can't be placed. */
export const orderInvalid: OrdersEvent = {
  type: 'OrderRejected',
  data: {
    orderId: command.orderId,
    customerId: command.customerId,
    reason: {
      code: 'invalid_order',
      message: 'The order can not be placed like this: #/lines/0/sku there is no such product.',
    },
    asked: { lines: command.lines, shippingAddress: command.shippingAddress },
  },
};
