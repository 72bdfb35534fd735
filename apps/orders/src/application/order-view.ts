import type { OrderLine, OrderLineView, OrderView } from '@windrose/contracts';
import type { KnownOrder } from '../domain/order';
import { statusOf } from '../domain/order.status';
import type { DatedOrder } from './dated-order';
import type { OrderDeadlines } from './order-deadlines';
import { waitsFor } from './waits-for';

/** The order as the outside sees it. */
export function orderView(dated: NonNullable<DatedOrder>, version: number, limits: OrderDeadlines): OrderView {
  const { order, placedAt, updatedAt } = dated;
  return {
    ...contentOf(order),
    ...statusOf(order),
    version,
    reason: 'reason' in order ? order.reason : null,
    nextAction: order.situation === 'awaiting_customer' ? order.nextAction : null,
    waitsFor: waitsFor(dated, limits),
    placedAt,
    updatedAt,
  };
}

type Content = Pick<OrderView, 'id' | 'customerId' | 'lines' | 'totals' | 'total' | 'shippingAddress'>;

function contentOf(order: KnownOrder): Content {
  if (order.situation === 'invalid') {
    const { orderId: id, customerId, asked } = order;
    const lines = asked.lines.map((line) => ({ ...line, name: null, unitPrice: null, amount: null }));
    return { id, customerId, lines, totals: null, total: null, shippingAddress: asked.shippingAddress };
  }
  const { orderId: id, customerId, lines, totals, total, shippingAddress } = order.placed;
  return { id, customerId, lines: lines.map(lineView), totals, total, shippingAddress };
}

function lineView(line: OrderLine): OrderLineView {
  const { amount, currency } = line.unitPrice;
  return { ...line, amount: { amount: amount * line.quantity, currency } };
}
