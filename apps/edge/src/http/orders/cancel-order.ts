import { Injectable } from '@nestjs/common';
import type { CancelOrder as Command, OrderView, RequestContext, Result } from '@windrose/contracts';
import type { Caller } from '../../auth/caller';
import { Backend } from '../../backend/backend';
import { Refused } from '../../backend/refused';
import type { RepeatableCall } from '../../idempotency/repeatable.decorator';
import { Intake, type CancellationWay } from '../../intake/intake';
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

  /** @throws Refused when it is too late, or the key was used with another body; ServiceUnavailable */
  async cancel(command: Command, caller: Caller, call: RepeatableCall): Promise<OrderView> {
    const order = await this.orders.read(command.orderId, caller, call.context);
    const way = await this.wayOf(command, isQueued(order) ? 'queued' : 'orders', call.context);
    if (!way.ok) throw new Refused(way.refusal);
    switch (way.value) {
      case 'orders':
        return this.backend.askOnce('rpc.v1.orders.cancel', command, call);
      case 'queued':
        return this.queued(command.orderId, way.replayed === true, call);
      default:
        return way.value satisfies never;
    }
  }

  /**
   * An order may have gone from the intake to orders between two tries of one request, so the intake knows which way the
   * first one went. Of an order that was never in it, or a request that nobody can repeat, there is nothing to know.
   */
  private async wayOf(
    command: Command,
    seen: CancellationWay,
    context: RequestContext,
  ): Promise<Result<CancellationWay>> {
    if (seen === 'orders') {
      if (context.request === undefined) return { ok: true, value: seen };
      if ((await this.intake.find(command.orderId)) === null) return { ok: true, value: seen };
    }
    return this.intake.cancelOrder(command, seen, context);
  }

  private async queued(orderId: string, isRepeat: boolean, call: RepeatableCall): Promise<OrderView> {
    this.source.forget(orderId);
    if (isRepeat) {
      call.replayed();
      return this.source.read(orderId, call.context);
    }
    const found = await this.intake.find(orderId);
    if (found === null) throw new Error(`the queued order ${orderId} is not in the intake`);
    return queuedView(found.order);
  }
}
