import type { CancellationCode, ReturnCondition, StockAllocation, StockLine } from '@windrose/contracts';
import type { ReservationEvent } from './reservation';
import type { Heard } from './reservation.answers';

export const orderId = 'o1';

/** `units('2 mug', '1 tea @porto')`; at main unless another location is named. */
export function units(...texts: readonly string[]): { lines: StockLine[]; allocations: StockAllocation[] } {
  const allocations = texts.map((text) => {
    const [, quantity, sku = '', location = 'main'] = /^(\d+) (\w+)(?: @(\w+))?$/.exec(text) ?? [];
    return { sku, quantity: Number(quantity), location };
  });
  const lines = new Map<string, number>();
  for (const { sku, quantity } of allocations) lines.set(sku, (lines.get(sku) ?? 0) + quantity);
  return { lines: Array.from(lines, ([sku, quantity]) => ({ sku, quantity })), allocations };
}

export function reserved(...texts: readonly string[]): ReservationEvent {
  return { type: 'StockReserved', data: { orderId, ...units(...texts) } };
}

export const rejected: ReservationEvent = {
  type: 'StockReservationRejected',
  data: { orderId, code: 'out_of_stock', shortages: [] },
};

export function released(...texts: readonly string[]): ReservationEvent {
  return { type: 'StockReservationReleased', data: { orderId, ...units(...texts) } };
}

export function shipmentReleased(shipmentId: string, ...texts: readonly string[]): ReservationEvent {
  return { type: 'StockReservationReleased', data: { orderId, shipmentId, ...units(...texts) } };
}

export function left(shipmentId: string, ...texts: readonly string[]): ReservationEvent {
  return { type: 'StockDispatched', data: { orderId, shipmentId, ...units(...texts) } };
}

export function lost(shipmentId: string, ...texts: readonly string[]): ReservationEvent {
  return { type: 'StockLost', data: { orderId, shipmentId, lines: units(...texts).lines } };
}

export function returned(returnId: string, ...texts: readonly string[]): ReservationEvent {
  return { type: 'StockReturned', data: { orderId, returnId, ...units(...texts) } };
}

export function damaged(returnId: string, ...texts: readonly string[]): ReservationEvent {
  return { type: 'StockLost', data: { orderId, returnId, lines: units(...texts).lines } };
}

/** What orders and shipping say, as far as the reservation listens. */
export function heardOf(order: string) {
  const who = { orderId: order, customerId: 'c1' };
  const nothing = { amount: 0, currency: 'EUR' };
  const why = { code: 'shipment_failed', message: '' };
  return {
    placed: (lines: readonly StockLine[]): Heard => ({
      type: 'OrderPlaced',
      data: {
        ...who,
        lines: lines.map((line) => ({ ...line, name: line.sku, unitPrice: nothing })),
        totals: { items: nothing, shipping: nothing, tax: nothing, discount: nothing },
        total: nothing,
        shippingAddress: { name: 'Ada', street: 'Quay 1', city: 'Porto', postalCode: '4000', country: 'PT' },
        paymentToken: 'tok_ok',
      },
    }),
    rejected: (): Heard => ({
      type: 'OrderRejected',
      data: { ...who, reason: { code: 'payment_declined', message: '' } },
    }),
    expired: (): Heard => ({ type: 'OrderExpired', data: { ...who, reason: { code: 'deadline', message: '' } } }),
    cancelled: (code: CancellationCode): Heard => ({
      type: 'OrderCancelled',
      data: { ...who, reason: { code, message: '' } },
    }),
    dispatched: (shipmentId: string, shipped: Units): Heard => ({
      type: 'ShipmentDispatched',
      data: { ...who, shipmentId, ...shipped },
    }),
    shipmentCancelled: (shipmentId: string, shipped: Units): Heard => ({
      type: 'ShipmentCancelled',
      data: { ...who, shipmentId, ...shipped, amount: nothing, reason: why },
    }),
    shipmentFailed: (shipmentId: string, shipped: Units, dispatched: boolean): Heard => ({
      type: 'ShipmentFailed',
      data: { ...who, shipmentId, ...shipped, amount: nothing, dispatched, reason: why },
    }),
    returned: (returnId: string, lines: readonly StockLine[], condition: ReturnCondition): Heard => ({
      type: 'ReturnReceived',
      data: { ...who, returnId, lines, amount: nothing, condition },
    }),
  };
}

type Units = { readonly lines: readonly StockLine[]; readonly allocations: readonly StockAllocation[] };
