import type { Invariant } from './invariant';

/** What inventory tells about a product's stock: each says that the one beside it is over. */
const PAIRS = [
  ['LowStock', 'StockReplenished'],
  ['SoldOut', 'BackInStock'],
] as const;

export const STOCK_NOTICES: readonly string[] = PAIRS.flat();

export interface StockNotice {
  readonly position: number;
  readonly type: string;
  readonly sku: string;
}

export const stockToldOnce: Invariant = {
  name: 'nobody is told twice that a product is low, sold out or back',
  async check({ database }) {
    const { rows } = await database.query<StockNotice>(
      `select position::int, type, data->>'sku' as sku from inventory.events where type = any ($1) order by position`,
      [STOCK_NOTICES],
    );
    return { checked: rows.length, violations: toldTwice(rows) };
  },
};

export function toldTwice(notices: readonly StockNotice[]): string[] {
  const last = new Map<string, StockNotice>();
  return notices.flatMap((notice) => {
    const pair = PAIRS.find((types) => types.some((type) => type === notice.type));
    const line = `${notice.sku} ${pair?.[0]}`;
    const before = last.get(line);
    last.set(line, notice);
    if (before?.type !== notice.type) return [];
    return [`${notice.sku}: ${notice.type} at ${before.position}, and again at ${notice.position}`];
  });
}
