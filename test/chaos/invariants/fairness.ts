import { SCARCE } from '../load/shop';
import type { Acknowledged, OrderBook } from '../load/order-book';
import { ENDS } from './orders';
import type { Finding, Invariant } from './invariant';

/** A system that refuses everything loses nothing either. */
const MOST = 0.8;

export const runWasFair: Invariant = {
  name: 'most orders that could be completed were, and all of those that came after the last fault',
  async check({ database, book, calmSince }) {
    const { rows } = await database.query<{ id: string; type: string }>(
      'select key as id, type from orders.events where type = any ($1)',
      [ENDS],
    );
    return fairness(book, new Map(rows.map(({ id, type }) => [id, type])), calmSince);
  },
};

export function fairness(book: OrderBook, ends: ReadonlyMap<string, string>, calmSince: number): Finding {
  const possible = book.acknowledged.filter((order) => couldBeCompleted(order) && !book.cancelled.has(order.id));
  const missed = possible.filter(({ id }) => ends.get(id) !== 'OrderCompleted');
  const calm = possible.filter(({ askedAt }) => askedAt >= calmSince);
  const violations = missed
    .filter(({ askedAt }) => askedAt >= calmSince)
    .map(({ id }) => `order ${id} came after the last fault and ended with ${ends.get(id) ?? 'nothing'}`);
  if (calm.length === 0) violations.push('nobody ordered anything after the last fault');
  if (possible.length - missed.length < MOST * possible.length) {
    violations.push(`only ${possible.length - missed.length} of ${possible.length} orders were completed`);
  }
  return { checked: possible.length, violations };
}

function couldBeCompleted({ wish }: Acknowledged): boolean {
  return wish.token === 'tok_ok' && wish.lines.every(({ sku }) => sku !== SCARCE);
}
