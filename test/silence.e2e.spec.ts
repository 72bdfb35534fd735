import { randomUUID } from 'node:crypto';
import { eventually, type SystemStart } from '@windrose/testing';
import { calls, placeWithKey, type Call } from './system/calls';
import { Client, type Answer } from './system/client';
import { Installation } from './system/installation';
import { paused, untilNotReady, untilReady } from './system/processes';
import { basket, placed, Shop, untilStatus, type Order } from './system/shop';

/** Milliseconds after which a call counts as hung. The longest deadline, of a call that asks twice, is a third of it. */
const HANGS_MS = 30_000;
/** How long recovery may take on a slow machine. */
const PATIENT = { timeoutMs: 60_000, intervalMs: 100 };
const APPS = ['orders', 'inventory', 'payments', 'shipping', 'customers', 'notifications'];

/** What a client hears while a process is there that answers nothing (SIGSTOP), the worst way to be away. */
describe('a process that answers nothing', () => {
  let installation: Installation;
  let start: SystemStart;
  let every: readonly Call[];
  let customer: Client;

  beforeAll(async () => {
    installation = await Installation.create();
    start = await installation.start('node');
    const shop = new Shop(start.run.edge);
    const sku = await shop.product('rope', 1_000);
    const ada = await shop.customer('ada');
    customer = patient(ada.client.token);
    const { id: orderId } = await placed(customer, basket({ rope: 1 }));
    await untilStatus(customer, orderId, 'completed');
    const { body } = await customer.get<{ data: { id: string }[] }>(`/v1/orders/${orderId}/shipments`);
    const operator = patient((await shop.operator()).token);
    const { email, password } = ada;
    const shipmentId = body.data[0]!.id;
    every = calls({ anyone: patient(), customer, operator, email, password, sku, orderId, shipmentId });
  });

  afterAll(() => installation.remove());

  const patient = (token?: string): Client => new Client(start.run.edge, token, HANGS_MS);
  const completes = (id: string): Promise<Order> => untilStatus(customer, id, 'completed');

  /** What an order's place is answered, from the answer to its POST on. Never 404: it was promised. */
  async function sees(id: string): Promise<void> {
    const { status, headers } = await customer.get<Order>(`/v1/orders/${id}`);
    expect([200, 503]).toContain(status);
    if (status === 503) expect(headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
  }

  /** As usual; or, without what the call needs, at most that it can't be answered now. */
  function isAnswered({ name, needs, usual }: Call, away: string, { status, headers, body }: Answer<unknown>): void {
    if (!needs.includes(away) || status !== 503) return expect([name, status]).toEqual([name, usual]);
    expect([name, headers.get('content-type')]).toEqual([name, 'application/problem+json']);
    expect([name, headers.get('retry-after')]).toEqual([name, expect.stringMatching(/^[1-9]\d*$/)]);
    expect([name, body]).toEqual([name, expect.objectContaining({ status: 503, code: 'service_unavailable' })]);
  }

  it('every call of the list is answered in its usual way when all are there', async () => {
    for (const call of every) isAnswered(call, 'nobody', await call.send());
  });

  it.each([...APPS, 'nats', 'postgres'])('%s: every call is answered, and all goes on afterwards', async (away) => {
    const key = randomUUID();
    const order = await paused(start, away, async () => {
      const [placedOrder] = await Promise.all([
        placeWithKey(customer, 'rope', key),
        ...every.map(async (call) => isAnswered(call, away, await call.send())),
        patient()
          .get('/livez')
          .then(({ status }) => expect(status).toBe(200)),
      ]);
      if (placedOrder.status < 300) await sees(placedOrder.body.id);
      return placedOrder;
    });
    // Orders and the broker have a stand-in, the database has none, and nobody else is asked.
    expect(order.status).toBe(away === 'postgres' ? 503 : ['orders', 'nats'].includes(away) ? 202 : 201);
    const again = await eventually(async () => {
      const answer = await placeWithKey(customer, 'rope', key);
      expect(answer.status).toBeLessThan(300);
      return answer;
    }, PATIENT);
    if (order.status < 300) expect(again.body.id).toBe(order.body.id);
    await sees(again.body.id);
    await completes(again.body.id);
    await eventually(async () => {
      for (const call of every) isAnswered(call, 'nobody', await call.send());
    }, PATIENT);
  });

  it('the services stay while the database is killed and gone, and recover by themselves', async () => {
    const apps = [...APPS, 'edge'];
    const pids = (): number[] => apps.map((name) => start.run.processes[name]!.pid);
    const before = pids();
    // Else it would be back before anybody had noticed.
    process.kill(start.run.launcher, 'SIGSTOP');
    try {
      process.kill(start.run.processes.postgres!.pid, 'SIGKILL');
      await untilNotReady(start, apps);
      const { status, headers } = await placeWithKey(customer, 'rope', randomUUID());
      expect([status, headers.get('retry-after')]).toEqual([503, expect.stringMatching(/^[1-9]\d*$/)]);
    } finally {
      process.kill(start.run.launcher, 'SIGCONT');
    }
    await untilReady(start, apps);
    expect(pids()).toEqual(before);
    await completes((await placed(customer, basket({ rope: 1 }))).id);
  });
});
