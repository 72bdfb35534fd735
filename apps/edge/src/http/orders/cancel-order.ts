import { Injectable } from '@nestjs/common';
import type { CancelOrder as Command, OrderView, RequestContext } from '@windrose/contracts';
import type { Caller } from '../../auth/caller';
import { Backend } from '../../backend/backend';
import type { RepeatableCall } from '../../idempotency/repeatable.decorator';
import { Intake } from '../../intake/intake';
import { OrderSource } from '../../intake/order-source';
import { isQueued, queuedView } from '../../intake/queued-view';
import { VisibleOrder } from './visible-order';

/**
 * Cancels an order. Orders decides whether that is still possible; as long as it doesn't have the order, the cancellation
 * queues behind it and finds it as soon as it is placed.
 */
@Injectable()
export class CancelOrder {
  constructor(
    private readonly backend: Backend,
    private readonly orders: VisibleOrder,
    private readonly intake: Intake,
    private readonly source: OrderSource,
  ) {}

  async cancel(command: Command, caller: Caller, call: RepeatableCall): Promise<OrderView> {
    const order = await this.orders.read(command.orderId, caller, call.context);
    if (isQueued(order)) return this.queue(command, call.context);
    return this.backend.askOnce('rpc.v1.orders.cancel', command, call);
  }

  private async queue(command: Command, context: RequestContext): Promise<OrderView> {
    const { orderId } = command;
    let found = await this.intake.find(orderId);
    if (found === null) throw new Error(`the queued order ${orderId} is not in the intake`);
    if (found.order.cancellation === null) found = await this.intake.cancelOrder(command, found, context);
    this.source.forget(orderId);
    return queuedView(found.order);
  }
}
