import type { StockLine } from '@windrose/contracts';
import { mergeLines } from './lines';
import type { Reservation, ReservationEvent } from './reservation';

export interface ReserveStock {
  readonly orderId: string;
  readonly lines: readonly StockLine[];
}

export interface DispatchStock {
  readonly orderId: string;
  readonly shipmentId: string;
  readonly lines: readonly StockLine[];
}

/**
 * All lines or none. `availableOf` is what was read; two deciders may read the same units, and the log's
 * refusal to go below zero then sends the slower one back to decide again.
 */
export function reserveStock(
  reservation: Reservation,
  command: ReserveStock,
  availableOf: (sku: string) => number,
): readonly ReservationEvent[] {
  if (reservation.situation !== 'none') return [];
  const { orderId } = command;
  const lines = mergeLines(command.lines);
  const shortages = lines
    .map(({ sku, quantity }) => ({ sku, requested: quantity, available: availableOf(sku) }))
    .filter((line) => line.requested > line.available);
  if (shortages.length > 0)
    return [{ type: 'StockReservationRejected', data: { orderId, code: 'out_of_stock', shortages } }];
  return [{ type: 'StockReserved', data: { orderId, lines } }];
}

/** Gives back what is still in the house. An order that holds nothing has nothing to give back. */
export function releaseStock(reservation: Reservation, orderId: string): readonly ReservationEvent[] {
  if (reservation.situation !== 'held') return [];
  return [{ type: 'StockReservationReleased', data: { orderId, lines: reservation.lines } }];
}

/** Each shipment counts once, and takes no more than the order holds. */
export function dispatchStock(reservation: Reservation, command: DispatchStock): readonly ReservationEvent[] {
  if (reservation.situation !== 'held' || reservation.shipments.includes(command.shipmentId)) return [];
  const held = new Map(reservation.lines.map((line) => [line.sku, line.quantity]));
  const lines = mergeLines(command.lines)
    .map(({ sku, quantity }) => ({ sku, quantity: Math.min(quantity, held.get(sku) ?? 0) }))
    .filter((line) => line.quantity > 0);
  if (lines.length === 0) return [];
  return [{ type: 'StockDispatched', data: { orderId: command.orderId, shipmentId: command.shipmentId, lines } }];
}
