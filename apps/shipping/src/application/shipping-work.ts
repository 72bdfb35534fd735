import { Injectable } from '@nestjs/common';
import type { EventMeta, ShippingEvent } from '@windrose/contracts';
import type { DecidedUnit, DocumentWrite, Work } from '@windrose/event-log';
import { fulfilmentDecider, shipmentIdsOf, type Fulfilment, type FulfilmentEvent } from '../domain/fulfilment';
import type { PackedOrder } from '../domain/packed-order';
import { shipmentDecider, type KnownShipment, type Shipment, type ShipmentEvent } from '../domain/shipment';
import type { ShipmentCommand } from '../domain/shipment.commands';
import { decide } from '../domain/shipment.decide';
import { fulfilmentStreamId, isShipmentStream, shipmentStreamId, streamOf } from '../domain/streams';
import { Carrier } from './carrier';
import { carrierTimers } from './carrier-timers';
import { returnDocument } from './return-documents';
import { nthShipmentOf } from './shipment-ids';

/** What a use case decides with: the unit of work that it joins, and where its events come from. */
export interface Deciding {
  readonly work: Work;
  readonly meta: EventMeta;
}

/** Loads what decisions need, and appends what they decided: each event to its stream, and the carrier's timers with it. */
@Injectable()
export class ShippingWork {
  constructor(private readonly carrier: Carrier) {}

  async shipment(shipmentId: string, work: Work): Promise<Shipment> {
    return (await work.load(shipmentDecider, shipmentStreamId(shipmentId))).state;
  }

  async fulfilment(orderId: string, work: Work): Promise<Fulfilment> {
    return (await work.load(fulfilmentDecider, fulfilmentStreamId(orderId))).state;
  }

  async order(orderId: string, work: Work): Promise<PackedOrder> {
    const fulfilment = await this.fulfilment(orderId, work);
    // An order that was packed before there was a fulfilment has just one shipment.
    const ids = fulfilment.situation === 'none' ? [nthShipmentOf(orderId, 1)] : shipmentIdsOf(fulfilment);
    await work.preload(shipmentDecider, ids.map(shipmentStreamId));
    const shipments = await Promise.all(ids.map((id) => this.shipment(id, work)));
    return { orderId, fulfilment, shipments: shipments.filter(isKnown) };
  }

  /** @returns the facts that were appended: none when the command came a second time or too late */
  async change(shipmentId: string, command: ShipmentCommand, deciding: Deciding): Promise<readonly ShippingEvent[]> {
    const events = decide(command, await this.shipment(shipmentId, deciding.work));
    this.append(events, deciding);
    return events;
  }

  append(events: readonly ShippingEvent[], { work, meta }: Deciding): void {
    for (const { stream, run } of runsByStream(events)) {
      const unit = { stream, meta, documents: documentsOf(run), ...carrierTimers(this.carrier, run) };
      if (isShipmentStream(stream.id)) {
        const isNew = run.some(({ type }) => type === 'ShipmentCreated');
        work.append(shipmentDecider, {
          ...unit,
          events: run as readonly ShipmentEvent[],
          // It was not loaded, so nothing else would guard it.
          ...(isNew && { expectedVersion: 0 }),
        } satisfies DecidedUnit<ShipmentEvent>);
      } else {
        work.append(fulfilmentDecider, { ...unit, events: run as readonly FulfilmentEvent[] });
      }
    }
  }
}

/** The events in their order, those of one stream that follow each other together. */
function runsByStream(events: readonly ShippingEvent[]) {
  const runs: { stream: ReturnType<typeof streamOf>; run: ShippingEvent[] }[] = [];
  for (const event of events) {
    const stream = streamOf(event);
    const last = runs.at(-1);
    if (last?.stream.id === stream.id) last.run.push(event);
    else runs.push({ stream, run: [event] });
  }
  return runs;
}

function documentsOf(events: readonly ShippingEvent[]): DocumentWrite[] {
  return events.flatMap((event) => (event.type === 'ReturnRequested' ? [returnDocument(event.data)] : []));
}

function isKnown(shipment: Shipment): shipment is KnownShipment {
  return shipment.status !== 'unknown';
}
