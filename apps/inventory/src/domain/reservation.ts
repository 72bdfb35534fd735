import type { EventOf, InventoryEvents } from '@windrose/contracts';
import { allocationsOf, pick, together, without, type Allocations } from './allocations';

export type ReservationEvent = EventOf<
  Pick<
    InventoryEvents,
    | 'StockReserved'
    | 'StockReservationRejected'
    | 'StockReservationReleased'
    | 'StockDispatched'
    | 'StockReturned'
    | 'StockLost'
  >
>;

/** What has become of a shipment's units. */
export type ShipmentFate = 'dispatched' | 'released' | 'lost';

/** What is remembered so that nothing is counted twice, in whatever order the sources' events arrive. */
interface Memory {
  /** What has left the house and is neither lost nor back. */
  readonly out: Allocations;
  readonly shipments: ReadonlyMap<string, ShipmentFate>;
  readonly returns: ReadonlySet<string>;
}

/** One order's claim on the stock. */
export type Reservation =
  | { readonly situation: 'none' }
  | { readonly situation: 'rejected' }
  /** `held`: what is still in the house. */
  | ({ readonly situation: 'held'; readonly held: Allocations } & Memory)
  /** Nothing is held any more: all has left, or is for sale again. */
  | ({ readonly situation: 'settled' } & Memory);

export type Situation = Reservation['situation'];

const NOTHING: Memory = { out: [], shipments: new Map(), returns: new Set() };

function evolve(reservation: Reservation, event: ReservationEvent): Reservation {
  switch (event.type) {
    case 'StockReserved':
      return { situation: 'held', held: allocationsOf(event.data), ...NOTHING };
    case 'StockReservationRejected':
      return { situation: 'rejected' };
    case 'StockReservationReleased': {
      const { shipmentId } = event.data;
      const { shipments, ...memory } = memoryOf(reservation);
      const decided = shipmentId === undefined ? shipments : new Map(shipments).set(shipmentId, 'released');
      return holding(without(heldBy(reservation), allocationsOf(event.data)), { ...memory, shipments: decided });
    }
    case 'StockDispatched': {
      const taken = allocationsOf(event.data);
      const { out, shipments, returns } = memoryOf(reservation);
      return holding(without(heldBy(reservation), taken), {
        out: together(out, taken),
        shipments: new Map(shipments).set(event.data.shipmentId, 'dispatched'),
        returns,
      });
    }
    case 'StockReturned': {
      const { out, shipments, returns } = memoryOf(reservation);
      return holding(heldBy(reservation), {
        out: without(out, event.data.allocations),
        shipments,
        returns: new Set(returns).add(event.data.returnId),
      });
    }
    case 'StockLost': {
      const { shipmentId, returnId, lines } = event.data;
      const { out, shipments, returns } = memoryOf(reservation);
      return holding(heldBy(reservation), {
        out: without(out, pick(out, lines)),
        shipments: shipmentId === undefined ? shipments : new Map(shipments).set(shipmentId, 'lost'),
        returns: returnId === undefined ? returns : new Set(returns).add(returnId),
      });
    }
    default:
      return event satisfies never;
  }
}

export const reservation = { initialState: { situation: 'none' } as Reservation, evolve };

export function heldBy(reservation: Reservation): Allocations {
  return reservation.situation === 'held' ? reservation.held : [];
}

export function memoryOf(reservation: Reservation): Memory {
  return reservation.situation === 'held' || reservation.situation === 'settled' ? reservation : NOTHING;
}

function holding(held: Allocations, { out, shipments, returns }: Memory): Reservation {
  const memory = { out, shipments, returns };
  return held.length > 0 ? { situation: 'held', held, ...memory } : { situation: 'settled', ...memory };
}
