import { Injectable } from '@nestjs/common';
import { ok, refused, type ListOrders, type OrderView, type Page, type Result } from '@windrose/contracts';
import { EventLog } from '@windrose/event-log';
import type { DatedOrder } from '../application/dated-order';
import { microsecondsOf } from '../application/microseconds';
import { OrderDeadlines } from '../application/order-deadlines';
import { orderView } from '../application/order-view';
import { orderCursorFrom, orderCursorText, type OrderCursor } from './order-cursor';

interface Row {
  readonly order_id: string;
  readonly placed_at: string;
  readonly version: number;
  /** JSON text. */
  readonly state: string;
}

/** Pages through the projection `order_list`: newest first, by a cursor that new orders don't shift. */
@Injectable()
export class OrderList {
  constructor(
    private readonly log: EventLog,
    private readonly limits: OrderDeadlines,
  ) {}

  async page({ cursor, limit, ...filter }: ListOrders): Promise<Result<Page<OrderView>>> {
    const after = cursor === undefined ? undefined : orderCursorFrom(cursor);
    if (cursor !== undefined && after === undefined) return refused('invalid', 'must be a nextCursor of this list');
    // One more than asked says whether there is a next page.
    const rows = await this.rows(filter, after, limit + 1);
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return ok({
      data: shown.map(({ state, version }) =>
        orderView(JSON.parse(state) as NonNullable<DatedOrder>, version, this.limits),
      ),
      nextCursor: last ? orderCursorText({ placedAt: microsecondsOf(last.placed_at), orderId: last.order_id }) : null,
    });
  }

  private async rows(
    { status, customerId }: Pick<ListOrders, 'status' | 'customerId'>,
    after: OrderCursor | undefined,
    limit: number,
  ): Promise<readonly Row[]> {
    const values: unknown[] = [];
    const parameter = (value: unknown): string => `$${values.push(value)}`;
    const conditions = ['true'];
    if (status !== undefined) conditions.push(`status = ${parameter(status)}`);
    if (customerId !== undefined) conditions.push(`customer_id = ${parameter(customerId)}`);
    if (after !== undefined) {
      const placedAt = `timestamptz 'epoch' + ${parameter(after.placedAt)}::bigint * interval '1 microsecond'`;
      conditions.push(`(placed_at, order_id) < (${placedAt}, ${parameter(after.orderId)})`);
    }
    const { rows } = await this.log.pool.query<Row>(
      `select order_id, placed_at, version, state from ${this.log.views}.order_list
       where ${conditions.join(' and ')} order by placed_at desc, order_id desc limit ${parameter(limit)}`,
      values,
    );
    return rows;
  }
}
