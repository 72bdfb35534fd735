import { Injectable } from '@nestjs/common';
import type { OrderView, RequestContext } from '@windrose/contracts';
import type { FastifyReply } from 'fastify';
import type { Caller } from '../../auth/caller';
import { clientGone } from '../../prefer/client-gone';
import { OrderWait } from '../../prefer/order-wait';
import { preferenceApplied } from '../../prefer/preference-applied';
import { VisibleOrder } from './visible-order';

export interface HeldRequest {
  /** 0: the client doesn't want to wait. */
  readonly waitSeconds: number;
  readonly caller: Caller;
  readonly context: RequestContext;
  readonly reply: FastifyReply;
}

/** Holds the answer about an order as long as the client prefers, and says in it that it did. */
@Injectable()
export class HeldOrder {
  constructor(
    private readonly orders: VisibleOrder,
    private readonly waiting: OrderWait,
  ) {}

  /** The order as it is when it has become what is waited for, or the time is over, or it can't be waited for. */
  async until(done: (seen: OrderView) => boolean, order: OrderView, request: HeldRequest): Promise<OrderView> {
    const { waitSeconds: seconds, caller, context, reply } = request;
    if (seconds === 0) return order;
    reply.request.admitted?.hold();
    const read = (deadlineMs: number): Promise<OrderView> =>
      this.orders.read(order.id, caller, context, {}, deadlineMs);
    const seen = await this.waiting.until({ orderId: order.id, seconds, read, done, gone: clientGone(reply) });
    if (seen === null) return order;
    preferenceApplied(reply, `wait=${seconds}`);
    return seen;
  }
}
