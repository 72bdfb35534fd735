import { Injectable } from '@nestjs/common';
import type { OrderView } from '@windrose/contracts';
import { EventLog, fold, type Loaded, type RecordedEvent } from '@windrose/event-log';
import { datedOrder, type DatedOrder } from '../application/dated-order';
import { OrderDeadlines } from '../application/order-deadlines';
import { orderView } from '../application/order-view';
import type { KnownOrder } from '../domain/order';
import { orderStream } from '../domain/streams';

export interface FoundOrder {
  readonly order: KnownOrder;
  readonly view: OrderView;
}

/** Reads orders from their streams: what was just written is seen. */
@Injectable()
export class OrderReader {
  constructor(
    private readonly log: EventLog,
    private readonly limits: OrderDeadlines,
  ) {}

  async find(orderId: string): Promise<FoundOrder | undefined> {
    return this.found(await this.log.load(datedOrder, orderStream(orderId).id));
  }

  /** The order as its events up to and including the last one that counts make it. */
  async findEarlier(orderId: string, counts: (event: RecordedEvent) => boolean): Promise<FoundOrder | undefined> {
    const events = await this.log.readStream(orderStream(orderId).id);
    return this.found(fold(datedOrder, events.filter(counts)));
  }

  private found({ state, version }: Loaded<DatedOrder>): FoundOrder | undefined {
    return state === null ? undefined : { order: state.order, view: orderView(state, version, this.limits) };
  }
}
