import { Injectable } from '@nestjs/common';
import type { EventMeta } from '@windrose/contracts';
import type { Work } from '@windrose/event-log';
import { reservation, type Reservation, type ReservationEvent } from '../domain/reservation';
import type { ReserveStock, ReturnedUnits, ShipmentUnits } from '../domain/reservation.commands';
import {
  dispatchStock,
  loseShipment,
  releaseShipment,
  releaseStock,
  reserveStock,
  returnStock,
} from '../domain/reservation.decide';
import { availableIn, postingsOf } from '../domain/stock';
import { reservationStream } from '../domain/streams';
import { StockWatch } from './stock-watch';

/** What a use case decides with: the unit of work that it joins, and where its events come from. */
export interface Deciding {
  readonly work: Work;
  readonly meta: EventMeta;
}

/** Decides on orders' claims on the stock, and moves the units accordingly. */
@Injectable()
export class Reservations {
  constructor(private readonly watch: StockWatch) {}

  /**
   * Reads the stock as this work sees it, so that orders of one batch don't count the same units. Should another writer
   * take them before the append, the log refuses the whole work, and it is decided again.
   */
  async reserve(command: ReserveStock, deciding: Deciding): Promise<void> {
    const amounts = await deciding.work.balances(command.lines.map((line) => line.sku));
    const availableAt = (sku: string) => availableIn(amounts.get(sku) ?? {});
    await this.change(command.orderId, (state) => reserveStock(state, command, availableAt), deciding);
  }

  async release(orderId: string, deciding: Deciding): Promise<void> {
    await this.change(orderId, (state) => releaseStock(state, orderId), deciding);
  }

  async dispatch(shipment: ShipmentUnits, deciding: Deciding): Promise<void> {
    await this.change(shipment.orderId, (state) => dispatchStock(state, shipment), deciding);
  }

  async releaseShipment(shipment: ShipmentUnits, deciding: Deciding): Promise<void> {
    await this.change(shipment.orderId, (state) => releaseShipment(state, shipment), deciding);
  }

  async loseShipment(shipment: ShipmentUnits, deciding: Deciding): Promise<void> {
    await this.change(shipment.orderId, (state) => loseShipment(state, shipment), deciding);
  }

  async takeBack(returned: ReturnedUnits, deciding: Deciding): Promise<void> {
    await this.change(returned.orderId, (state) => returnStock(state, returned), deciding);
  }

  private async change(
    orderId: string,
    decide: (state: Reservation) => readonly ReservationEvent[],
    { work, meta }: Deciding,
  ): Promise<void> {
    const stream = reservationStream(orderId);
    const { state } = await work.load(reservation, stream.id);
    const events = decide(state);
    if (events.length === 0) return;
    const changes = await this.watch.look(work, events);
    work.append(reservation, { stream, events, meta, postings: postingsOf(...events) });
    await this.watch.tell(work, changes, meta);
  }
}
