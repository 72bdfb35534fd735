import type { TouchedStream } from '@windrose/event-log';
import { fulfilmentDecider } from '../domain/fulfilment';
import { shipmentDecider } from '../domain/shipment';
import { fulfilmentStreamId, shipmentStreamId } from '../domain/streams';
import { nthShipmentOf } from './shipment-ids';

export function touchedShipment(shipmentId: string): TouchedStream {
  return { decider: shipmentDecider, id: shipmentStreamId(shipmentId) };
}

/** The order with its first shipment, which for most orders is the only one. */
export function touchedOrder(orderId: string): readonly TouchedStream[] {
  const fulfilment = { decider: fulfilmentDecider, id: fulfilmentStreamId(orderId) };
  return [fulfilment, touchedShipment(nthShipmentOf(orderId, 1))];
}
