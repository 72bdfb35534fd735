import { Injectable } from '@nestjs/common';
import { ok, refused, type GetOrder, type OrderView, type Result } from '@windrose/contracts';
import type { RecordedEvent } from '@windrose/event-log';
import { microsecondsOf } from './microseconds';
import { OrderReader } from '../persistence/order-reader';

/** The order as it is, or as it was at a version or a time. A version that it never reached doesn't exist. */
@Injectable()
export class OrderLookup {
  constructor(private readonly orders: OrderReader) {}

  async get({ orderId, version, at }: GetOrder): Promise<Result<OrderView>> {
    const found = await (version === undefined && at === undefined
      ? this.orders.find(orderId)
      : this.orders.findEarlier(orderId, version === undefined ? recordedBy(at) : (event) => event.version <= version));
    if (found === undefined || (version !== undefined && found.view.version !== version)) {
      return refused('not_found', 'There is no such order, or there was none then.');
    }
    return ok(found.view);
  }
}

function recordedBy(at: string | undefined): (event: RecordedEvent) => boolean {
  const latest = microsecondsOf(at ?? '');
  return (event) => microsecondsOf(event.recordedAt) <= latest;
}
