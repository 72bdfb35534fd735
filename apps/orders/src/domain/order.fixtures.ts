import type { OrderPlaced, OrdersEvent, PlaceOrder, ProductEntry } from '@windrose/contracts';

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

const { orderId, customerId, lines, total, shippingAddress } = placed;
export const paymentId = 'p1';
export const stockLines = [
  { sku: 'mug', quantity: 2 },
  { sku: 'tea', quantity: 1 },
];

export const orderPlaced: OrdersEvent = { type: 'OrderPlaced', data: placed };
export const paymentRequested: OrdersEvent = {
  type: 'PaymentRequested',
  data: { orderId, paymentId, customerId, amount: total, token: 'tok_ok' },
};
export const orderConfirmed: OrdersEvent = {
  type: 'OrderConfirmed',
  data: { orderId, customerId, paymentId, lines, total, shippingAddress },
};
export const orderCompleted: OrdersEvent = { type: 'OrderCompleted', data: { orderId, customerId } };

export function dispatched(shipmentId: string, some = stockLines): OrdersEvent {
  return { type: 'OrderLinesDispatched', data: { orderId, shipmentId, lines: some } };
}

export function delivered(shipmentId: string, some = stockLines): OrdersEvent {
  return { type: 'OrderLinesDelivered', data: { orderId, shipmentId, lines: some } };
}

export function orderRejected(code: 'out_of_stock' | 'payment_declined', message: string): OrdersEvent {
  return { type: 'OrderRejected', data: { orderId, customerId, reason: { code, message } } };
}
