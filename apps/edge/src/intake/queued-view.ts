import type { OrderView } from '@windrose/contracts';
import type { AcceptedOrder } from './accepted-order';

/** The version of an order that the orders service has not placed yet. */
const QUEUED_VERSION = 0;

export function isQueued({ version }: Pick<OrderView, 'version'>): boolean {
  return version === QUEUED_VERSION;
}

/** An accepted order as long as nobody but the edge knows of it. Names and prices are the catalogue's, so they are null. */
export function queuedView({ command, cancellation, acceptedAt, updatedAt }: AcceptedOrder): OrderView {
  const { orderId, customerId, lines, shippingAddress } = command;
  const queued: OrderView = {
    id: orderId,
    customerId,
    status: 'pending',
    stage: 'queued',
    version: QUEUED_VERSION,
    lines: lines.map(({ sku, quantity }) => ({ sku, quantity, name: null, unitPrice: null, amount: null })),
    totals: null,
    total: null,
    shippingAddress,
    reason: null,
    nextAction: null,
    waitsFor: { what: 'orders', until: null },
    placedAt: acceptedAt,
    updatedAt,
  };
  return cancellation === null ? queued : beingCancelled(queued);
}

/**
 * The order as its customer may see it while a cancellation queues behind it. One that orders has placed meanwhile and
 * still holds as pending will be cancelled as soon as orders comes to the cancellation.
 */
export function withQueuedCancellation(order: OrderView, { cancellation }: AcceptedOrder): OrderView {
  return cancellation !== null && order.status === 'pending' ? beingCancelled(order) : order;
}

function beingCancelled(order: OrderView): OrderView {
  return { ...order, status: 'cancelling', stage: null, nextAction: null, waitsFor: { what: 'orders', until: null } };
}
