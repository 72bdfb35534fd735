import { Injectable } from '@nestjs/common';
import type { Actor, CancelOrder, OrderView, RequestContext, Result } from '@windrose/contracts';
import { decideOnce, EventLog, requestedBy } from '@windrose/event-log';
import { order } from '../domain/order';
import { cancelOrder, type CancelOrder as Command } from '../domain/order.cancel';
import { orderStream } from '../domain/streams';
import { OrderReader } from '../persistence/order-reader';
import { OrderDeadlines } from './order-deadlines';
import { orderTimers } from './order-timers';

/** Cancels an order for its customer or an operator. It races whatever else is being decided: the stream says who won. */
@Injectable()
export class OrderCancellation {
  constructor(
    private readonly log: EventLog,
    private readonly orders: OrderReader,
    private readonly limits: OrderDeadlines,
  ) {}

  /** The order as it is then: `cancelled`, or `cancelling` until shipping has answered. */
  async cancel({ orderId, reason }: CancelOrder, context: RequestContext): Promise<Result<OrderView>> {
    const command = { orderId, reason: cancellationReason(context.actor, reason) };
    const stream = orderStream(orderId);
    const decision = await decideOnce<null>(this.log, context, async (work) => {
      const { state } = await work.load(order, stream.id);
      const decided = cancelOrder(state, command);
      if (!decided.ok) return decided;
      if (decided.value.length > 0) {
        const timers = orderTimers(this.limits, orderId, decided.value);
        work.append(order, { stream, events: decided.value, meta: requestedBy(context), ...timers });
      }
      return { ok: true, value: null };
    });
    if (!decision.ok) return decision;
    const found = await this.orders.find(orderId);
    if (found === undefined) throw new Error(`the order ${orderId} is not in the log that it was cancelled in`);
    // As it is now, also for a repeat.
    return { ...decision, value: found.view };
  }
}

export function cancellationReason(actor: Actor, words: string | undefined): Command['reason'] {
  return actor.type === 'customer'
    ? { code: 'customer_request', message: words ?? 'Cancelled by the customer.' }
    : { code: 'operator_request', message: words ?? 'Cancelled by an operator.' };
}
