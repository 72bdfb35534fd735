import type { EventOf, InventoryEvents, StockLine } from '@windrose/contracts';

export type ReservationEvent = EventOf<
  Pick<InventoryEvents, 'StockReserved' | 'StockReservationRejected' | 'StockReservationReleased' | 'StockDispatched'>
>;

/** One order's claim on the stock. */
export type Reservation =
  | { readonly situation: 'none' }
  /** `lines`: what is still in the house; `shipments`: what has been taken out, by whom. */
  | { readonly situation: 'held'; readonly lines: readonly StockLine[]; readonly shipments: readonly string[] }
  | { readonly situation: 'rejected' }
  | { readonly situation: 'released' }
  /** All of it has left. */
  | { readonly situation: 'dispatched' };

function evolve(reservation: Reservation, event: ReservationEvent): Reservation {
  switch (event.type) {
    case 'StockReserved':
      return { situation: 'held', lines: event.data.lines, shipments: [] };
    case 'StockReservationRejected':
      return { situation: 'rejected' };
    case 'StockReservationReleased':
      return { situation: 'released' };
    case 'StockDispatched': {
      if (reservation.situation !== 'held') return reservation;
      const lines = without(reservation.lines, event.data.lines);
      if (lines.length === 0) return { situation: 'dispatched' };
      return { situation: 'held', lines, shipments: [...reservation.shipments, event.data.shipmentId] };
    }
    default:
      return event satisfies never;
  }
}

export const reservation = { initialState: { situation: 'none' } as Reservation, evolve };

function without(lines: readonly StockLine[], taken: readonly StockLine[]): readonly StockLine[] {
  const gone = new Map(taken.map((line) => [line.sku, line.quantity]));
  return lines
    .map((line) => ({ sku: line.sku, quantity: line.quantity - (gone.get(line.sku) ?? 0) }))
    .filter((line) => line.quantity > 0);
}
