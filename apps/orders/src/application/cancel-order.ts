import { Injectable } from '@nestjs/common';
import {
  ok,
  type Actor,
  type CancelOrder,
  type OrderView,
  type RequestContext,
  type Result,
} from '@windrose/contracts';
import { EventLog, requestedBy } from '@windrose/event-log';
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
    const { value: decision } = await this.log.transact(async (work) => {
      const { state } = await work.load(order, stream.id);
      const decided = cancelOrder(state, command);
      if (decided.ok && decided.value.length > 0) {
        const timers = orderTimers(this.limits, orderId, decided.value);
        work.append(order, { stream, events: decided.value, meta: requestedBy(context), ...timers });
      }
      return decided;
    });
    if (!decision.ok) return decision;
    const found = await this.orders.find(orderId);
    if (found === undefined) throw new Error(`the order ${orderId} is not in the log that it was cancelled in`);
    return ok(found.view);
  }
}

export function cancellationReason(actor: Actor, words: string | undefined): Command['reason'] {
  return actor.type === 'customer'
    ? { code: 'customer_request', message: words ?? 'Cancelled by the customer.' }
    : { code: 'operator_request', message: words ?? 'Cancelled by an operator.' };
}
