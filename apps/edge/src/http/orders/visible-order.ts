import { Injectable } from '@nestjs/common';
import type { OrderView, RequestContext } from '@windrose/contracts';
import type { Caller } from '../../auth/caller';
import { Backend } from '../../backend/backend';
import { OrderSource } from '../../intake/order-source';
import { notFound } from '../problem/problems';
import type { AsOf } from './as-of';

/** Reads an order for someone: its owner and operators see it, for everyone else it does not exist (404). */
@Injectable()
export class VisibleOrder {
  constructor(
    private readonly backend: Backend,
    private readonly source: OrderSource,
  ) {}

  async read(
    orderId: string,
    caller: Caller,
    context: RequestContext,
    asOf: AsOf = {},
    deadlineMs?: number,
  ): Promise<OrderView> {
    const isPresent = asOf.version === undefined && asOf.at === undefined;
    const order = isPresent
      ? await this.source.read(orderId, context, deadlineMs)
      : // A queued order has no past.
        await this.backend.ask('rpc.v1.orders.get', { orderId, ...asOf }, context, deadlineMs);
    if (caller.role !== 'operator' && order.customerId !== caller.id) throw notFound('There is no such order.');
    return order;
  }
}
