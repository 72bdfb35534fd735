import { allocate } from './allocate';
import { allocationsOf, common, linesOf, pick, type Allocations } from './allocations';
import { mergeLines } from './lines';
import { heldBy, memoryOf, type Reservation, type ReservationEvent } from './reservation';
import type { ReserveStock, ReturnedUnits, ShipmentUnits } from './reservation.commands';
import type { AvailableAt } from './stock';

/*
 * Orders and shipping tell of one order in two logs, which arrive in any order. So each shipment and each return counts
 * once, whatever came before it, and takes no more than is there.
 */

/**
 * All lines or none. `availableAt` is what was read; two deciders may read the same units, and the log's
 * refusal to go below zero then sends the slower one back to decide again.
 */
export function reserveStock(
  reservation: Reservation,
  { orderId, lines: asked }: ReserveStock,
  availableAt: AvailableAt,
): readonly ReservationEvent[] {
  if (reservation.situation !== 'none') return [];
  const lines = mergeLines(asked);
  const allocation = allocate(lines, availableAt);
  if (!allocation.possible) {
    const { shortages } = allocation;
    return [{ type: 'StockReservationRejected', data: { orderId, code: 'out_of_stock', shortages } }];
  }
  return [{ type: 'StockReserved', data: { orderId, lines, allocations: allocation.allocations } }];
}

/**
 * The order has ended without a shipment: gives back all that is still held. Where nothing was asked for yet, an empty
 * release says that nothing may be reserved any more.
 */
export function releaseStock(reservation: Reservation, orderId: string): readonly ReservationEvent[] {
  if (reservation.situation !== 'none' && reservation.situation !== 'held') return [];
  return [released(orderId, heldBy(reservation))];
}

/** The shipment has left the house. */
export function dispatchStock(reservation: Reservation, shipment: ShipmentUnits): readonly ReservationEvent[] {
  if (fateOf(reservation, shipment) !== undefined) return [];
  const allocations = common(heldBy(reservation), allocationsOf(shipment));
  if (allocations.length === 0) return [];
  const { orderId, shipmentId } = shipment;
  return [{ type: 'StockDispatched', data: { orderId, shipmentId, lines: linesOf(allocations), allocations } }];
}

/** The shipment will not leave the house: its units are for sale again. */
export function releaseShipment(reservation: Reservation, shipment: ShipmentUnits): readonly ReservationEvent[] {
  if (fateOf(reservation, shipment) !== undefined) return [];
  const allocations = common(heldBy(reservation), allocationsOf(shipment));
  return allocations.length === 0 ? [] : [released(shipment.orderId, allocations, shipment.shipmentId)];
}

/** The shipment failed on its way: its units are gone. What is lost has left, so one that nobody saw leave does so now. */
export function loseShipment(reservation: Reservation, shipment: ShipmentUnits): readonly ReservationEvent[] {
  const fate = fateOf(reservation, shipment);
  if (fate === 'lost' || fate === 'released') return [];
  const left = dispatchStock(reservation, shipment);
  const there = fate === 'dispatched' ? memoryOf(reservation).out : heldBy(reservation);
  const lines = linesOf(common(there, allocationsOf(shipment)));
  if (lines.length === 0) return [];
  const { orderId, shipmentId } = shipment;
  return [...left, { type: 'StockLost', data: { orderId, shipmentId, lines } }];
}

/** Units came back: sound ones are for sale again where they came from, damaged ones are gone. */
export function returnStock(reservation: Reservation, returned: ReturnedUnits): readonly ReservationEvent[] {
  const { orderId, returnId, condition } = returned;
  const { out, returns } = memoryOf(reservation);
  const allocations = pick(out, returned.lines);
  if (returns.has(returnId) || allocations.length === 0) return [];
  const lines = linesOf(allocations);
  switch (condition) {
    case 'sound':
      return [{ type: 'StockReturned', data: { orderId, returnId, lines, allocations } }];
    case 'damaged':
      return [{ type: 'StockLost', data: { orderId, returnId, lines } }];
    default:
      return condition satisfies never;
  }
}

function fateOf(reservation: Reservation, { shipmentId }: ShipmentUnits) {
  return memoryOf(reservation).shipments.get(shipmentId);
}

function released(orderId: string, allocations: Allocations, shipmentId?: string): ReservationEvent {
  const units = { lines: linesOf(allocations), allocations };
  return {
    type: 'StockReservationReleased',
    data: shipmentId === undefined ? { orderId, ...units } : { orderId, shipmentId, ...units },
  };
}
