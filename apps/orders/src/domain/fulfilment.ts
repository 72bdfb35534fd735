import type { OrderPlaced, OrderStatus, StockLine } from '@windrose/contracts';
import { covers, quantitiesOf, without, type Quantities } from './quantities';

/** What the order knows of one shipment. Those that nothing has happened to yet are shipping's business alone. */
export interface Parcel {
  readonly shipmentId: string;
  readonly lines: readonly StockLine[];
  /** Whether it has left the house. */
  readonly dispatched: boolean;
  /** How it ended; null while that is open. Dropped lines will not reach the customer. */
  readonly outcome: 'delivered' | 'dropped' | null;
}

/** What has come back. */
export interface Returned {
  readonly returnId: string;
  readonly lines: readonly StockLine[];
}

/** The facts between an order's confirmation and its end. */
export interface Fulfilment {
  readonly placed: OrderPlaced;
  readonly parcels: readonly Parcel[];
  readonly returns: readonly Returned[];
}

/** Whether nothing of the order is open any more: all that was not dropped has been delivered. */
export function isSettled(order: Fulfilment): boolean {
  return covers(delivered(order), wanted(order));
}

/** Whether anything at all has been delivered. */
export function hasDeliveries({ parcels }: Fulfilment): boolean {
  return parcels.some((parcel) => parcel.outcome === 'delivered');
}

/** Whether anything has ever left the house, wherever it is now. */
export function hasDispatches({ parcels }: Fulfilment): boolean {
  return parcels.some((parcel) => parcel.dispatched);
}

/** The status between confirmation and the end, by how much of what is not dropped has left, and how much has arrived. */
export function fulfilmentStatus(order: Fulfilment): OrderStatus {
  const underway = order.parcels.filter((parcel) => parcel.dispatched && parcel.outcome !== 'dropped');
  if (underway.length === 0) return 'confirmed';
  if (isSettled(order)) return 'delivered';
  return covers(unitsOf(underway), wanted(order)) ? 'shipped' : 'partially_shipped';
}

/** The status of a completed order, by how much of what was delivered has come back. */
export function completedStatus(order: Fulfilment): OrderStatus {
  if (order.returns.length === 0) return 'completed';
  return covers(unitsOf(order.returns), delivered(order)) ? 'returned' : 'partially_returned';
}

function wanted({ placed, parcels }: Fulfilment): Quantities {
  const dropped = unitsOf(parcels.filter((parcel) => parcel.outcome === 'dropped'));
  return without(quantitiesOf(placed.lines), dropped);
}

function delivered({ parcels }: Fulfilment): Quantities {
  return unitsOf(parcels.filter((parcel) => parcel.outcome === 'delivered'));
}

function unitsOf(parts: readonly { readonly lines: readonly StockLine[] }[]): Quantities {
  return quantitiesOf(parts.flatMap((part) => part.lines));
}
