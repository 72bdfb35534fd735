import type { ShippingEvent } from '@windrose/contracts';
import { fulfilmentDecider, type FulfilmentEvent } from './fulfilment';
import type { PackedOrder } from './packed-order';
import { shipmentDecider, unknownShipment, type Shipment, type ShipmentEvent } from './shipment';
import { orderId } from './shipping.fixtures';
import { isShipmentStream, streamOf } from './streams';

const nothing: PackedOrder = { orderId, fulfilment: fulfilmentDecider.initialState, shipments: [] };

/** One order's streams, folded as a whole. */
function evolve(order: PackedOrder, event: ShippingEvent): PackedOrder {
  if (!isShipmentStream(streamOf(event).id)) {
    return { ...order, fulfilment: fulfilmentDecider.evolve(order.fulfilment, event as FulfilmentEvent) };
  }
  const { shipmentId } = (event as ShipmentEvent).data;
  const before: Shipment = order.shipments.find((one) => one.shipmentId === shipmentId) ?? unknownShipment;
  const after = shipmentDecider.evolve(before, event as ShipmentEvent);
  if (after.status === 'unknown') return order;
  const isNew = before.status === 'unknown';
  const shipments = isNew
    ? [...order.shipments, after]
    : order.shipments.map((one) => (one.shipmentId === shipmentId ? after : one));
  return { ...order, shipments };
}

export const packedOrder = { initialState: nothing, evolve };
