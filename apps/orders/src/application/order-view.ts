import type { OrderView } from '@windrose/contracts';
import { statusOf } from '../domain/order.status';
import type { DatedOrder } from './dated-order';

/** The order as the outside sees it. */
export function orderView({ order, placedAt, updatedAt }: NonNullable<DatedOrder>, version: number): OrderView {
  const { orderId, customerId, lines, totals, total, shippingAddress } = order.placed;
  return {
    id: orderId,
    customerId,
    ...statusOf(order),
    version,
    lines,
    totals,
    total,
    shippingAddress,
    reason: order.situation === 'rejected' ? order.reason : null,
    nextAction: null,
    placedAt,
    updatedAt,
  };
}
