import type { EventMeta } from '@windrose/contracts';
import type { NewEvent, Unit } from '@windrose/event-log';

export const META: EventMeta = {
  actor: { type: 'customer', id: '01890000-0000-7000-8000-000000000000' },
  tenant: 'default',
  causationId: '01890000-0000-7000-8000-000000000001',
  correlationId: '01890000-0000-7000-8000-000000000002',
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
};

const EUR = (amount: number): object => ({ amount, currency: 'EUR' });

/** An order of two lines, about 600 bytes: the largest event of an order's life. */
export function orderPlaced(orderId: string): NewEvent {
  const line = (sku: string, quantity: number): object => ({
    sku,
    name: `Product ${sku}`,
    quantity,
    unitPrice: EUR(1_250),
  });
  return {
    type: 'OrderPlaced',
    data: {
      orderId,
      customerId: META.actor.id,
      lines: [line('TEA-1', 2), line('TEA-2', 1)],
      totals: { items: EUR(3_750), shipping: EUR(0), tax: EUR(0), discount: EUR(0) },
      total: EUR(3_750),
      shippingAddress: { name: 'Ada', street: 'Quay 1', city: 'Bergen', postalCode: '5003', country: 'NO' },
      paymentToken: 'tok_ok',
    },
  };
}

/** A unit that starts an order's stream. */
export function newOrder(orderId: string): Unit {
  return {
    stream: { id: `order-${orderId}`, key: orderId },
    expectedVersion: 0,
    events: [orderPlaced(orderId)],
    meta: META,
  };
}
