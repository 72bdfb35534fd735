import { Injectable } from '@nestjs/common';
import type { EventMeta } from '@windrose/contracts';
import type { Work } from '@windrose/event-log';
import { derivedId } from '@windrose/platform';
import { order } from '../domain/order';
import { proceed } from '../domain/order.process';
import type { Signal } from '../domain/order.signals';
import { orderStream } from '../domain/streams';
import { OrderDeadlines } from './order-deadlines';
import { orderTimers } from './order-timers';

/** Drives orders on. */
@Injectable()
export class OrderProgress {
  constructor(private readonly limits: OrderDeadlines) {}

  /** Tells the order what another service reports, or that its time is over, and adds what it decides to the work. */
  async tell(work: Work, meta: EventMeta, signal: Signal): Promise<void> {
    const { orderId } = signal.data;
    const stream = orderStream(orderId);
    const { state } = await work.load(order, stream.id);
    // Derived, so that a decision that has to be made again names the same payment.
    const events = proceed(state, signal, { paymentId: derivedId('payment', orderId) });
    if (events.length === 0) return;
    work.append(order, { stream, events, meta, ...orderTimers(this.limits, orderId, events) });
  }
}
