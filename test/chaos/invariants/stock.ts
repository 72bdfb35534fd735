import type { Client } from 'pg';
import type { Invariant } from './invariant';

const ACCOUNTS = ['available', 'reserved', 'sold'] as const;
type Account = (typeof ACCOUNTS)[number];
export type Stock = Record<Account, number>;

export interface StockEvent {
  readonly position: number;
  readonly type: string;
  readonly data: {
    readonly sku?: string;
    readonly stock?: number;
    readonly delta?: number;
    readonly lines?: readonly { readonly sku: string; readonly quantity: number }[];
  };
}

/** From one account to another, by type of event; null: out of the house, or into it. */
const MOVES: Readonly<Record<string, readonly [from: Account | null, to: Account | null]>> = {
  StockReserved: ['available', 'reserved'],
  StockReservationReleased: ['reserved', 'available'],
  StockDispatched: ['reserved', 'sold'],
  StockReturned: ['sold', 'available'],
  StockLost: ['sold', null],
};

/** The inventory log told once more, by somebody who has not seen the code. */
export class StockFold {
  readonly stocks = new Map<string, Stock>();
  readonly violations: string[] = [];

  apply({ position, type, data }: StockEvent): void {
    switch (type) {
      case 'ProductAdded':
        return this.move(position, data.sku!, null, 'available', data.stock!);
      case 'StockAdjusted':
        return this.move(position, data.sku!, null, 'available', data.delta!);
      default: {
        const [from, to] = MOVES[type] ?? [null, null];
        if (from !== null || to !== null)
          for (const { sku, quantity } of data.lines ?? []) this.move(position, sku, from, to, quantity);
      }
    }
  }

  private move(position: number, sku: string, from: Account | null, to: Account | null, quantity: number): void {
    const stock = this.stocks.get(sku) ?? { available: 0, reserved: 0, sold: 0 };
    if (from !== null) stock[from] -= quantity;
    if (to !== null) stock[to] += quantity;
    this.stocks.set(sku, stock);
    for (const account of ACCOUNTS) {
      if (stock[account] < 0) this.violations.push(`${sku}: ${account} is ${stock[account]} after event ${position}`);
    }
  }
}

export const stockConserved: Invariant = {
  name: 'available, reserved and sold are never below zero, and the balances are the fold of the log',
  async check({ database }) {
    const { rows: events } = await database.query<StockEvent>(
      'select position::int, type, data from inventory.events order by position',
    );
    const fold = new StockFold();
    for (const event of events) fold.apply(event);
    const balances = await balancesOf(database);
    const violations = [...fold.violations];
    for (const [sku, stock] of fold.stocks) {
      for (const account of ACCOUNTS) {
        const balance = balances.get(sku)?.[account] ?? 0;
        if (balance !== stock[account])
          violations.push(`${sku}: ${account} is ${balance}, but ${stock[account]} by the log`);
      }
    }
    return { checked: events.length, violations };
  },
};

/** What is reserved and sold, by what the orders say about themselves. */
const HELD = `
  with lines as (
    select type, line->>'sku' as sku, (line->>'quantity')::int as quantity
    from orders.events, json_array_elements(data->'lines') line
    where type in ('OrderLinesDispatched', 'OrderLinesReturned')
  )
  select sku, sum(case type when 'OrderLinesDispatched' then quantity else -quantity end)::int as sold
  from lines group by sku`;

export const stockAgreesWithOrders: Invariant = {
  name: 'what the orders have taken is what has left the stock, and nothing stays reserved for an ended order',
  async check({ database }) {
    const { rows } = await database.query<{ sku: string; sold: number }>(HELD);
    const sold = new Map(rows.map((row) => [row.sku, row.sold]));
    const balances = await balancesOf(database);
    const violations: string[] = [];
    for (const [sku, stock] of balances) {
      if (stock.reserved !== 0) violations.push(`${sku}: ${stock.reserved} stay reserved, but every order has ended`);
      if (stock.sold !== (sold.get(sku) ?? 0))
        violations.push(`${sku}: ${stock.sold} are sold, but the orders have taken ${sold.get(sku) ?? 0}`);
    }
    return { checked: balances.size, violations };
  },
};

async function balancesOf(database: Client): Promise<Map<string, Stock>> {
  const { rows } = await database.query<{ owner: string; account: string; amount: string }>(
    'select owner, account, amount from inventory.balances where account = any ($1)',
    [ACCOUNTS],
  );
  const balances = new Map<string, Stock>();
  for (const { owner, account, amount } of rows) {
    const stock = balances.get(owner) ?? { available: 0, reserved: 0, sold: 0 };
    balances.set(owner, { ...stock, [account]: Number(amount) });
  }
  return balances;
}
