import { Injectable } from '@nestjs/common';
import type { EventMeta, StockLine } from '@windrose/contracts';
import type { Work } from '@windrose/event-log';
import { reservation } from '../domain/reservation';
import { answerTo, type Heard } from '../domain/reservation.answers';
import { availableIn, postingsOf, type AvailableAt } from '../domain/stock';
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

  async hear(heard: Heard, { work, meta }: Deciding): Promise<void> {
    const stream = reservationStream(heard.data.orderId);
    const { state } = await work.load(reservation, stream.id);
    const availableAt = await this.available(heard.type === 'OrderPlaced' ? heard.data.lines : [], work);
    const events = answerTo(heard, state, availableAt);
    if (events.length === 0) return;
    const stocks = await this.watch.look(work, events);
    work.append(reservation, { stream, events, meta, postings: postingsOf(...events) });
    await this.watch.tell(work, stocks, meta);
  }

  /**
   * The stock as this work sees it, so that orders of one batch don't count the same units. Should another writer
   * take them before the append, the log refuses the whole work, and it is decided again.
   */
  private async available(lines: readonly StockLine[], work: Work): Promise<AvailableAt> {
    const amounts = await work.balances(lines.map((line) => line.sku));
    return (sku) => availableIn(amounts.get(sku) ?? {});
  }
}
