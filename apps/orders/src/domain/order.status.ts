import type { OrderStage, OrderStatus } from '@windrose/contracts';
import type { AcceptedOrder, OrderIn } from './order';
import { covers, quantitiesOf } from './quantities';

export interface PublicStatus {
  readonly status: OrderStatus;
  /** What a pending order waits for. */
  readonly stage: OrderStage | null;
}

/** The status is never set by hand: it is what the facts amount to. */
export function statusOf(order: AcceptedOrder): PublicStatus {
  switch (order.situation) {
    case 'awaiting_stock':
    case 'awaiting_payment':
      return { status: 'pending', stage: order.situation };
    case 'fulfilling':
      return { status: fulfilment(order), stage: null };
    case 'completed':
    case 'rejected':
      return { status: order.situation, stage: null };
    default:
      return order satisfies never;
  }
}

/** The status between confirmation and the end, by how much of the order has left, and how much has arrived. */
export function fulfilment({ placed, parcels }: Omit<OrderIn<'fulfilling'>, 'situation'>): OrderStatus {
  if (parcels.length === 0) return 'confirmed';
  const ordered = quantitiesOf(placed.lines);
  const delivered = quantitiesOf(parcels.filter((parcel) => parcel.delivered).flatMap((parcel) => parcel.lines));
  if (covers(delivered, ordered)) return 'delivered';
  const dispatched = quantitiesOf(parcels.flatMap((parcel) => parcel.lines));
  return covers(dispatched, ordered) ? 'shipped' : 'partially_shipped';
}
