import type { TouchedStream } from '@windrose/event-log';
import { shipmentDecider } from '../domain/shipment';
import { shipmentStreamId } from '../domain/streams';

export function touchedShipment(shipmentId: string): TouchedStream {
  return { decider: shipmentDecider, id: shipmentStreamId(shipmentId) };
}
