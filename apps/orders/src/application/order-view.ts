import type { OrderLine, OrderLineView, OrderView } from '@windrose/contracts';
import { statusOf } from '../domain/order.status';
import type { DatedOrder } from './dated-order';
import type { OrderDeadlines } from './order-deadlines';
import { waitsFor } from './waits-for';

/** The order as the outside sees it. */
export function orderView(dated: NonNullable<DatedOrder>, version: number, limits: OrderDeadlines): OrderView {
  const { order, placedAt, updatedAt } = dated;
  const { orderId, customerId, lines, totals, total, shippingAddress } = order.placed;
  return {
    id: orderId,
    customerId,
    ...statusOf(order),
    version,
    lines: lines.map(lineView),
    totals,
    total,
    shippingAddress,
    reason: 'reason' in order ? order.reason : null,
    nextAction: order.situation === 'awaiting_customer' ? order.nextAction : null,
    waitsFor: waitsFor(dated, limits),
    placedAt,
    updatedAt,
  };
}

function lineView(line: OrderLine): OrderLineView {
  const { amount, currency } = line.unitPrice;
  return { ...line, amount: { amount: amount * line.quantity, currency } };
}
