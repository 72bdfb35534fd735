import { once } from 'node:events';
import { connect } from 'node:net';
import { eventually, type SystemStart } from '@windrose/testing';
import type { Client } from './system/client';
import { Installation } from './system/installation';
import { Logs, SERVICES } from './system/logs';
import { restarted } from './system/processes';
import { basket, Shop, type Order } from './system/shop';
import { Traffic } from './system/traffic';

const CLIENTS = 4;

/** A rolling restart of everything while clients place orders. */
describe('stopping one app after the other under load', () => {
  let installation: Installation;
  let start: SystemStart;
  let clients: Client[];
  let traffic: Traffic;

  beforeAll(async () => {
    installation = await Installation.create();
    start = await installation.start('node');
    const shop = new Shop(start.run.edge);
    await shop.product('lantern', 100_000);
    clients = await Promise.all(
      Array.from({ length: CLIENTS }, async (_, n) => (await shop.customer(`client-${n}`)).client),
    );
    traffic = new Traffic(clients, 'lantern');
    await eventually(() => expect(traffic.sent.length).toBeGreaterThan(CLIENTS));
  });

  afterAll(() => installation.remove());

  it.each(['orders', 'inventory', 'payments', 'shipping', 'customers', 'notifications'])(
    '%s: each request is answered that its order is placed, or accepted for later',
    async (name) => {
      traffic.mark();
      const before = traffic.sent.length;
      await restarted(start, name);
      await eventually(() => expect(traffic.sent.length).toBeGreaterThan(before + CLIENTS));
      const outcomes = traffic.mark();
      expect(['201', '202']).toEqual(expect.arrayContaining(outcomes));
      // Nobody else is asked when an order is placed.
      if (name !== 'orders') expect(outcomes).toEqual(['201']);
    },
  );

  it('edge: what it has begun is answered, held answers too; idle connections are closed in good order', async () => {
    const held = clients.map((client) =>
      client.post<Order>('/v1/orders', basket({ lantern: 1 }, 'tok_requires_action'), { prefer: 'wait=30' }),
    );
    const { port } = new URL(start.run.edge);
    const idle = connect(Number(port), '127.0.0.1');
    const closed = once(idle, 'close');
    idle.write('GET /livez HTTP/1.1\r\nhost: x\r\n\r\n');
    await once(idle, 'data');
    // All of them are in the log, and wait for something that nobody is going to do.
    const logs = await Logs.open(start.run.databaseUrl);
    await eventually(async () => {
      expect((await logs.counts('payments')).PaymentActionRequired).toBe(CLIENTS);
    });
    await logs.close();
    await restarted(start, 'edge');
    expect((await Promise.all(held)).map(({ status, body }) => [status, body.status])).toEqual(
      clients.map(() => [201, 'pending']),
    );
    expect(await closed).toEqual([false]);
  });

  it('every order that was answered is in the log once, and ends', async () => {
    await traffic.end();
    const ids = traffic.sent.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const logs = await Logs.open(start.run.databaseUrl);
    try {
      await eventually(
        async () => {
          // On a slow machine a payment's time may be over while payments starts again: that is an end, too.
          const { OrderPlaced, OrderCompleted = 0, OrderExpired = 0 } = await logs.counts('orders');
          expect({ OrderPlaced, ended: OrderCompleted + OrderExpired }).toEqual({
            OrderPlaced: ids.length + CLIENTS,
            ended: ids.length,
          });
        },
        { timeoutMs: 120_000, intervalMs: 250 },
      );
      expect(await logs.counts('orders')).not.toHaveProperty('OrderRejected');
      for (const service of SERVICES) {
        expect({ service, flaws: await logs.flaws(service) }).toEqual({ service, flaws: [] });
      }
    } finally {
      await logs.close();
    }
  });

  it('no process had to be ended by force', () => {
    expect(start.output).not.toMatch(/takes too long|a stop failed|has not answered/);
  });
});
