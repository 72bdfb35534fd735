import type { OrdersEvent, OrderStatus } from '@windrose/contracts';
import { fold, projection, type RecordedEvent } from '@windrose/event-log';
import { datedOrder, type DatedOrder } from '../application/dated-order';
import { statusOf } from '../domain/order.status';

export interface OrderListRow {
  readonly order_id: string;
  readonly customer_id: string;
  readonly status: OrderStatus;
  readonly placed_at: string;
  readonly version: number;
  /** The order's fold so far: the next event continues it, and the list shows it. */
  readonly state: NonNullable<DatedOrder>;
}

const eventTypes: Readonly<Record<OrdersEvent['type'], true>> = {
  OrderPlaced: true,
  PaymentRequested: true,
  CustomerActionRequested: true,
  OrderConfirmed: true,
  OrderRejected: true,
  OrderExpired: true,
  OrderCancellationRequested: true,
  OrderCancellationRefused: true,
  OrderCancelled: true,
  OrderLinesDispatched: true,
  OrderLinesDelivered: true,
  OrderLinesDropped: true,
  OrderLinesReturned: true,
  OrderCompleted: true,
};

/** One row for each order, to list them by status or customer, newest first. */
export const orderList = projection<OrderListRow>({
  name: 'order_list',
  version: 2,
  primaryKey: 'order_id',
  columns: {
    order_id: 'text',
    customer_id: 'text',
    status: 'text',
    placed_at: 'timestamptz',
    version: 'int',
    state: 'json',
  },
  indexes: [
    ['placed_at desc', 'order_id desc'],
    ['status', 'placed_at desc', 'order_id desc'],
    ['customer_id', 'placed_at desc', 'order_id desc'],
  ],
  keyOf: (event) => event.key,
  on: Object.fromEntries(Object.keys(eventTypes).map((type) => [type, nextRow])),
});

function nextRow(row: OrderListRow | undefined, event: RecordedEvent): OrderListRow | undefined {
  const { state, version } = fold(datedOrder, [event], row);
  if (state === null) return row;
  const { order } = state;
  const { orderId, customerId } = order.situation === 'invalid' ? order : order.placed;
  const { status } = statusOf(order);
  return { order_id: orderId, customer_id: customerId, status, placed_at: state.placedAt, version, state };
}
