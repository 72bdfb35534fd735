import { Injectable } from '@nestjs/common';
import type { OrderPlaced, OrderView } from '@windrose/contracts';
import { EventLog, fold, type Loaded, type RecordedEvent } from '@windrose/event-log';
import { datedOrder, type DatedOrder } from '../application/dated-order';
import { orderView } from '../application/order-view';
import { orderStream } from '../domain/streams';
import { BatchedReader } from './batched-reader';

export interface FoundOrder {
  readonly placed: OrderPlaced;
  readonly view: OrderView;
}

/** Reads orders from their streams: what was just written is seen. */
@Injectable()
export class OrderReader {
  private readonly current: BatchedReader<Loaded<DatedOrder>>;

  constructor(private readonly log: EventLog) {
    this.current = new BatchedReader((streamIds) => log.loadMany(datedOrder, streamIds));
  }

  async find(orderId: string): Promise<FoundOrder | undefined> {
    const { id } = orderStream(orderId);
    const loaded = (await this.current.read([id])).get(id);
    return loaded && found(loaded);
  }

  /** The order as its events up to and including the last one that counts make it. */
  async findEarlier(orderId: string, counts: (event: RecordedEvent) => boolean): Promise<FoundOrder | undefined> {
    const events = await this.log.readStream(orderStream(orderId).id);
    return found(fold(datedOrder, events.filter(counts)));
  }
}

function found({ state, version }: Loaded<DatedOrder>): FoundOrder | undefined {
  return state === null ? undefined : { placed: state.order.placed, view: orderView(state, version) };
}
