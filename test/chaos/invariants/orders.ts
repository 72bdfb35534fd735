import type { Wish } from '../load/wish';
import type { Invariant } from './invariant';

/** The events that an order ends with. */
export const ENDS = ['OrderCompleted', 'OrderRejected', 'OrderExpired', 'OrderCancelled'] as const;
export type End = (typeof ENDS)[number];

interface OrderRow {
  readonly id: string;
  readonly placed: number;
  readonly ends: readonly End[] | null;
  readonly lines: Wish['lines'] | null;
}

const ORDERS = `
  select key as id, count(*) filter (where type = 'OrderPlaced')::int as placed,
    array_agg(type) filter (where type = any ($1)) as ends,
    (array_agg(data) filter (where type = 'OrderPlaced'))[1]->'lines' as lines
  from orders.events group by key`;

export const ordersExistOnce: Invariant = {
  name: 'every acknowledged order exists once, as it was asked for, and has ended once',
  async check({ database, book }) {
    const { rows } = await database.query<OrderRow>(ORDERS, [ENDS]);
    const orders = new Map(rows.map((row) => [row.id, row]));
    const violations = book.acknowledged.flatMap(({ id, wish }) => {
      const flaw = flawOf(orders.get(id), wish);
      return flaw === null ? [] : [`order ${id} (${wish.token}) ${flaw}`];
    });
    return { checked: book.acknowledged.length, violations };
  },
};

export const noOrderUnasked: Invariant = {
  name: 'no order exists that nobody asked for, and none twice for one wish',
  async check({ database, book }) {
    const { rows } = await database.query<{ id: string }>(
      `select key as id from orders.events where type = 'OrderPlaced'`,
    );
    const asked = new Map<string, number>();
    for (const { id } of book.acknowledged) asked.set(id, (asked.get(id) ?? 0) + 1);
    const unasked = rows.filter(({ id }) => !asked.has(id)).map(({ id }) => `nobody was told about order ${id}`);
    const shared = [...asked]
      .filter(([, times]) => times > 1)
      .map(([id, times]) => `${times} wishes got the order ${id}`);
    return { checked: rows.length, violations: [...unasked, ...shared] };
  },
};

export const everybodyAnswered: Invariant = {
  name: 'every order that was asked for was answered, and no answer was wrong',
  async check({ book }) {
    const unanswered = [...book.open].map(({ key }) => `the order with key ${key} was never answered`);
    return { checked: book.asked + book.reads, violations: [...unanswered, ...book.broken] };
  },
};

function flawOf(row: OrderRow | undefined, wish: Wish): string | null {
  if (row === undefined || row.placed === 0) return 'does not exist';
  if (row.placed > 1) return `was placed ${row.placed} times`;
  if (!sameLines(row.lines ?? [], wish.lines)) return `holds ${JSON.stringify(row.lines)}`;
  const ends = row.ends ?? [];
  if (ends.length === 0) return 'has not ended';
  return ends.length > 1 ? `has ended ${ends.length} times: ${ends.join(', ')}` : null;
}

function sameLines(found: Wish['lines'], asked: Wish['lines']): boolean {
  const text = (lines: Wish['lines']): string => lines.map(({ sku, quantity }) => `${sku} ${quantity}`).join();
  return text(found) === text(asked);
}
