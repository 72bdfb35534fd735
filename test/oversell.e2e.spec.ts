import { eventually, type SystemStart } from '@windrose/testing';
import type { Client } from './system/client';
import { Installation } from './system/installation';
import { ledgerOf } from './system/ledger';
import { Logs, SERVICES } from './system/logs';
import { Mirrors } from './system/mirrors';
import { basket, placed, Shop, type Order } from './system/shop';

const UNITS = 300;
const ORDERS = 400;
const REFUSED = ORDERS - UNITS;
const CUSTOMERS = 8;
const PRICE = 700;

interface Mine {
  readonly client: Client;
  readonly id: string;
}

describe('400 orders at once for 300 units', () => {
  let installation: Installation;
  let start: SystemStart;
  let shop: Shop;
  let logs: Logs;
  let mirrors: Mirrors;
  let orders: readonly Mine[];

  beforeAll(async () => {
    installation = await Installation.create();
    start = await installation.start();
    shop = new Shop(start.run.edge);
    logs = await Logs.open(start.run.databaseUrl);
    mirrors = await Mirrors.open(start.run);
    await shop.product('rare', UNITS, PRICE);
    const customers = await Promise.all(
      Array.from({ length: CUSTOMERS }, async (_, n) => (await shop.customer(`customer-${n}`)).client),
    );
    orders = await Promise.all(
      Array.from({ length: ORDERS }, async (_, n) => {
        const client = customers[n % CUSTOMERS]!;
        return { client, id: (await placed(client, basket({ rare: 1 }))).id };
      }),
    );
    await eventually(everythingHasHappened, { timeoutMs: 120_000, intervalMs: 250 });
  });

  afterAll(async () => {
    await mirrors?.close();
    await logs?.close();
    await installation.remove();
  });

  /** The ends of all orders, and what others do because of them. */
  async function everythingHasHappened(): Promise<void> {
    const orderEvents = await logs.counts('orders');
    expect((orderEvents.OrderCompleted ?? 0) + (orderEvents.OrderRejected ?? 0)).toBe(ORDERS);
    expect((await logs.counts('inventory')).StockDispatched).toBe(orderEvents.OrderCompleted);
    // One for each that is confirmed, dispatched or rejected.
    const emails = 2 * (orderEvents.OrderCompleted ?? 0) + (orderEvents.OrderRejected ?? 0);
    expect((await logs.counts('notifications')).EmailComposed).toBe(emails);
  }

  it('are 400 orders: 300 completed, 100 rejected because nothing was left', async () => {
    expect(new Set(orders.map(({ id }) => id)).size).toBe(ORDERS);
    const ends = await Promise.all(orders.map(({ client, id }) => client.get<Order>(`/v1/orders/${id}`)));
    const told: Record<string, number> = {};
    for (const { body } of ends) {
      const end = `${body.status} ${body.reason?.code ?? 'in good order'}`;
      told[end] = (told[end] ?? 0) + 1;
    }
    expect(told).toEqual({ 'completed in good order': UNITS, 'rejected out_of_stock': REFUSED });
  });

  it('sell 300 units, each one once', async () => {
    expect(await shop.stockOf('rare')).toEqual({ available: 0, reserved: 0, sold: UNITS });
    expect(await logs.counts('inventory')).toMatchObject({
      StockReserved: UNITS,
      StockReservationRejected: REFUSED,
      StockDispatched: UNITS,
    });
  });

  it('are paid exactly once each, as far as there was something to pay', async () => {
    const ledger = await ledgerOf(start.run.providerUrl);
    for (const kind of ['authorize', 'capture']) {
      const entries = ledger.filter((entry) => entry.kind === kind);
      expect(entries).toHaveLength(UNITS);
      expect(new Set(entries.map(({ reference }) => reference)).size).toBe(UNITS);
      expect(entries.every(({ amount, currency }) => amount === PRICE && currency === 'EUR')).toBe(true);
    }
    expect(ledger).toHaveLength(2 * UNITS);
  });

  it.each(SERVICES)(
    'leave the log of %s dense: positions, versions, and the chain of each partition',
    async (service) => {
      expect(await logs.flaws(service)).toEqual([]);
    },
  );

  it.each(SERVICES)('leave the mirror of %s equal to its log, event by event', async (service) => {
    const compared = await mirrors.compare(logs, service);
    // Nothing but accepted commands is in the edge's log, and none were queued here.
    if (service === 'edge') expect(compared).toBe(0);
    else expect(compared).toBeGreaterThan(CUSTOMERS);
  });
});
