import { sendSignal } from '@windrose/servers';
import { eventually, type SystemStart } from '@windrose/testing';
import { Client } from './system/client';
import { Installation } from './system/installation';
import { Logs, SERVICES } from './system/logs';
import { Mirrors } from './system/mirrors';
import { basket, placed, Shop, untilStatus, type Account, type Order } from './system/shop';

const STOCK = 1_000;

/** One home through several starts, in this order: each test goes on where the one before has left it. */
describe('stopping and starting again', () => {
  let installation: Installation;
  let start: SystemStart;
  let ada: Account;
  let first: Order;
  let ordered = 0;

  beforeAll(async () => {
    installation = await Installation.create();
    start = await installation.start('npm');
    const shop = new Shop(start.run.edge);
    await shop.product('barrel', STOCK);
    ada = await shop.customer('ada');
    first = await orderThatCompletes();
  });

  afterAll(() => installation.remove());

  async function order(): Promise<string> {
    const { id } = await placed(customer(), basket({ barrel: 1 }));
    ordered += 1;
    return id;
  }

  async function orderThatCompletes(): Promise<Order> {
    return untilStatus(customer(), await order(), 'completed');
  }

  /** With the token of the first start. */
  function customer(): Client {
    return new Client(start.run.edge, ada.client.token);
  }

  async function dataIsThere(): Promise<void> {
    expect((await customer().get<Order>(`/v1/orders/${first.id}`)).body).toEqual(first);
    const shop = new Shop(start.run.edge);
    await shop.untilStock('barrel', { available: STOCK - ordered, reserved: 0, sold: ordered });
    await shop.logIn(ada.email, ada.password);
    await shop.logIn('customer@example.com', 'demo-password');
  }

  /** Nothing was started again meanwhile, and nobody is told of a system that has gone. */
  function stoppedInOrder(): void {
    expect(start.output).not.toMatch(/starting it again|takes too long|a stop failed/);
    expect(start.output).toContain('everything has stopped');
    expect(start.hasRunFile).toBe(false);
  }

  it('SIGTERM to the launcher stops everything, with exit code 0', async () => {
    const pids = start.pids;
    expect(pids).toEqual(expect.arrayContaining(Object.values(start.run.processes).map(({ pid }) => pid)));
    process.kill(start.run.launcher, 'SIGTERM');
    await start.gone(pids);
    expect(await start.ended).toEqual({ code: 0, signal: null });
    stoppedInOrder();
  });

  it('the next start has the orders, the stock, the accounts, and takes the tokens of the first', async () => {
    start = await installation.start('node');
    await dataIsThere();
    await orderThatCompletes();
  });

  it.each(['orders', 'payments', 'edge'])('%s is back after kill -9, under a new pid in run.json', async (name) => {
    const before = start.run;
    process.kill(before.processes[name]!.pid, 'SIGKILL');
    await eventually(
      async () => {
        const now = start.run.processes[name]!;
        expect(now.pid).not.toBe(before.processes[name]!.pid);
        expect((await fetch(`${now.adminUrl}/readyz`)).status).toBe(200);
      },
      { timeoutMs: 60_000, intervalMs: 100 },
    );
    const pid = start.run.processes[name]!.pid;
    const changed = { ...before.processes[name]!, pid };
    expect(start.run).toEqual({ ...before, processes: { ...before.processes, [name]: changed } });
    await orderThatCompletes();
  });

  it('a second start on the same home, or one whose PORT is taken, says so and ends with 1', async () => {
    const second = installation.begin('npm');
    expect(await second.ended).toEqual({ code: 1, signal: null });
    expect(second.output).toMatch(/windrose is running already: process \d+ uses /);

    const other = await Installation.create();
    try {
      const third = other.begin('npm', installation.port);
      expect(await third.ended).toEqual({ code: 1, signal: null });
      expect(third.output).toMatch(new RegExp(`PORT is "${installation.port}"; allowed: a free port .* is in use`));
      expect(third.pids).toEqual([]);
    } finally {
      await other.remove();
    }
    expect((await fetch(`${start.run.edge}/readyz`)).status).toBe(200);
  });

  it('SIGTERM to the whole process group stops everything, with exit code 0', async () => {
    const pids = start.pids;
    process.kill(-start.root.pid!, 'SIGTERM');
    await start.gone(pids);
    expect(await start.ended).toEqual({ code: 0, signal: null });
    expect(start.hasRunFile).toBe(false);
  });

  it('SIGTERM to every process at once, and again, stops everything; what was answered 201 goes on later', async () => {
    start = await installation.start('node');
    await dataIsThere();
    const underWay = await Promise.all(Array.from({ length: 20 }, order));
    const { launcher, processes } = start.run;
    const pids = start.pids;
    for (let round = 0; round < 2; round += 1) {
      for (const { pid } of Object.values(processes)) sendSignal(pid, 'SIGTERM');
      sendSignal(launcher, 'SIGTERM');
    }
    await start.gone(pids);
    expect(await start.ended).toEqual({ code: 0, signal: null });
    expect(start.hasRunFile).toBe(false);

    start = await installation.start('npm');
    for (const id of underWay) await untilStatus(customer(), id, 'completed');
    await dataIsThere();
  });

  it('kill -9 of the launcher does not keep the next start from working', async () => {
    const pids = start.pids;
    const { launcher } = start.run;
    const underWay = await order();
    process.kill(launcher, 'SIGKILL');
    const next = await installation.start('node');
    expect(next.pids.filter((pid) => pids.includes(pid))).toEqual([]);
    start = next;
    expect(start.run.launcher).toBe(start.root.pid);
    await untilStatus(customer(), underWay, 'completed');
    await orderThatCompletes();
    await dataIsThere();
  });

  it('after all of this every log is dense and every mirror equal', async () => {
    const logs = await Logs.open(start.run.databaseUrl);
    const mirrors = await Mirrors.open(start.run);
    try {
      for (const service of SERVICES) {
        expect({ service, flaws: await logs.flaws(service) }).toEqual({ service, flaws: [] });
        await mirrors.compare(logs, service);
      }
      expect((await logs.counts('orders')).OrderCompleted).toBe(ordered);
    } finally {
      await mirrors.close();
      await logs.close();
    }
  });
});
