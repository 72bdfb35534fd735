import { Injectable } from '@nestjs/common';
import type { DueTimer, TimerHandler, TouchedStream, Work } from '@windrose/event-log';
import { order } from '../domain/order';
import { orderStream } from '../domain/streams';
import { OrderProgress } from './order-progress';
import { ORDER_EXPIRY, type ExpiryTimerData } from './order-timers';

/** One of an order's deadlines is over. The order decides what that means to it, in its own stream as everything else. */
@Injectable()
export class OrderExpiryTimer implements TimerHandler<ExpiryTimerData> {
  readonly kind = ORDER_EXPIRY;

  constructor(private readonly orders: OrderProgress) {}

  touches({ key }: DueTimer<ExpiryTimerData>): readonly TouchedStream[] {
    return [{ decider: order, id: orderStream(key).id }];
  }

  async handle({ key, data, meta }: DueTimer<ExpiryTimerData>, work: Work): Promise<void> {
    await this.orders.tell(work, meta, { type: data.signal, data: { orderId: key } });
  }
}
