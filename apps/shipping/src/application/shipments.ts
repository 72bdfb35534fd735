import { Injectable } from '@nestjs/common';
import type { EventMeta, ShippingEvent } from '@windrose/contracts';
import type { Work } from '@windrose/event-log';
import { shipmentDecider, type Shipment } from '../domain/shipment';
import type { ShipmentCommand } from '../domain/shipment.commands';
import { decide } from '../domain/shipment.decide';
import { shipmentStream, shipmentStreamId } from '../domain/streams';
import { Carrier } from './carrier';
import { carrierTimers } from './carrier-timers';

/** What a use case decides with: the unit of work that it joins, and where its events come from. */
export interface Deciding {
  readonly work: Work;
  readonly meta: EventMeta;
}

/** Decides on shipments, and tells the carrier what it has to know. */
@Injectable()
export class Shipments {
  constructor(private readonly carrier: Carrier) {}

  /** @returns the facts that were appended: none when the command came a second time or too late */
  async change(
    { shipmentId, orderId }: { shipmentId: string; orderId: string },
    command: ShipmentCommand,
    { work, meta }: Deciding,
  ): Promise<readonly ShippingEvent[]> {
    const events = decide(command, await this.load(shipmentId, work));
    if (events.length === 0) return events;
    const stream = shipmentStream(shipmentId, orderId);
    work.append(shipmentDecider, { stream, events, meta, setTimers: carrierTimers(this.carrier, events) });
    return events;
  }

  async load(shipmentId: string, work: Work): Promise<Shipment> {
    return (await work.load(shipmentDecider, shipmentStreamId(shipmentId))).state;
  }
}
