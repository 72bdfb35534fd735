import type { StockAllocation, StockLine } from '@windrose/contracts';
import type { ReservationEvent } from './reservation';

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
