import type {
  OrdersEvent,
  ReturnReceived,
  ShipmentCancelled,
  ShipmentDelivered,
  ShipmentDispatched,
  ShipmentFailed,
} from '@windrose/contracts';
import { hasDeliveries, isSettled, type Parcel } from './fulfilment';
import { order as orderFold, type ConfirmedOrder, type OpenOrder, type Order } from './order';
import { orderCancelled, parties } from './order.ends';

/*
 * From confirmed to the end: shipments leave, arrive or are lost, in any number of parts.
 */

export function recordDispatch(order: OpenOrder, { shipmentId, lines }: ShipmentDispatched): readonly OrdersEvent[] {
  if (parcelOf(order, shipmentId)) return [];
  return [{ type: 'OrderLinesDispatched', data: { orderId: order.placed.orderId, shipmentId, lines } }];
}

/** What has arrived has also left: a delivery that overtook its dispatch records both. */
export function recordDelivery(order: OpenOrder, data: ShipmentDelivered): readonly OrdersEvent[] {
  const { shipmentId, lines } = data;
  if (hasEnded(parcelOf(order, shipmentId))) return [];
  const { orderId } = order.placed;
  return settled(order, [
    ...recordDispatch(order, data),
    { type: 'OrderLinesDelivered', data: { orderId, shipmentId, lines } },
  ]);
}

/** Whether it had left or not: its lines will not reach the customer. */
export function dropLines(order: OpenOrder, data: ShipmentFailed | ShipmentCancelled): readonly OrdersEvent[] {
  const { shipmentId, lines, reason } = data;
  if (hasEnded(parcelOf(order, shipmentId))) return [];
  const { orderId } = order.placed;
  return settled(order, [{ type: 'OrderLinesDropped', data: { orderId, shipmentId, lines, reason } }]);
}

export function recordReturn(order: ConfirmedOrder, { returnId, lines }: ReturnReceived): readonly OrdersEvent[] {
  if (order.returns.some((known) => known.returnId === returnId)) return [];
  return [{ type: 'OrderLinesReturned', data: { orderId: order.placed.orderId, returnId, lines } }];
}

/**
 * The events, and the order's end where they leave nothing open. An order that is being cancelled waits for shipping's
 * answer first, whatever else it hears.
 */
export function settled(order: OpenOrder, events: readonly OrdersEvent[]): readonly OrdersEvent[] {
  const after = events.reduce<Order>(orderFold.evolve, order);
  if (after.situation !== 'fulfilling' || !isSettled(after)) return events;
  if (hasDeliveries(after)) return [...events, { type: 'OrderCompleted', data: parties(after.placed) }];
  const message = 'None of its shipments could be delivered.';
  return [...events, orderCancelled(after.placed, { code: 'shipment_failed', message })];
}

function parcelOf(order: OpenOrder, shipmentId: string): Parcel | undefined {
  return order.parcels.find((parcel) => parcel.shipmentId === shipmentId);
}

function hasEnded(parcel: Parcel | undefined): boolean {
  return parcel !== undefined && parcel.outcome !== null;
}
