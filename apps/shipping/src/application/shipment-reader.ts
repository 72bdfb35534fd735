import { Injectable } from '@nestjs/common';
import type { ShipmentView } from '@windrose/contracts';
import { EventLog, fold, type RecordedEvent } from '@windrose/event-log';
import { shipmentDecider } from '../domain/shipment';
import { isShipmentStream } from '../domain/streams';
import { shipmentView } from './shipment-view';

/** Reads shipments from the log itself, so that what was just written is seen. */
@Injectable()
export class ShipmentReader {
  constructor(private readonly log: EventLog) {}

  /** The order's shipments, oldest first. */
  async ofOrder(orderId: string): Promise<ShipmentView[]> {
    const byStream = new Map<string, RecordedEvent[]>();
    for (const event of await this.log.readByKey(orderId)) {
      if (!isShipmentStream(event.streamId)) continue;
      const events = byStream.get(event.streamId);
      if (events) events.push(event);
      else byStream.set(event.streamId, [event]);
    }
    const shipments = [...byStream.values()].map((events) => fold(shipmentDecider, events).state);
    return shipments.filter((shipment) => shipment.status !== 'unknown').map(shipmentView);
  }
}
