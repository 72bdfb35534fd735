import type { EventLog } from '@windrose/event-log';
import { createLogger, newId } from '@windrose/platform';
import {
  createTestLog,
  eventually,
  keysOf,
  Program,
  startTestNats,
  startTestPostgres,
  type TestNats,
  type TestPostgres,
} from '@windrose/testing';
import { join } from 'node:path';
import type { ConsumerOptions, Decision } from '../../test/programs/consumer';
import { connectNats, type BrokerConnection } from '../broker/connection';
import { Relay } from '../mirror/relay';

jest.setTimeout(120_000);

const PROGRAM = join(__dirname, '../../test/programs/consumer.ts');
const LEASE_MS = 5_000;
const logger = createLogger('test', { LOG_LEVEL: 'silent' });
const META = {
  actor: { type: 'customer', id: 'c' },
  tenant: 'default',
  causationId: null,
  correlationId: 'r',
} as const;

describe('instances of one service, each a process', () => {
  let postgres: TestPostgres;
  let nats: TestNats;
  let broker: BrokerConnection;
  let orders: EventLog;
  let inventory: EventLog;
  let inventoryUrl: string;
  let relay: Relay;
  let programs: Program[];
  let placed: number;

  beforeAll(async () => {
    [postgres, nats] = await Promise.all([startTestPostgres(), startTestNats()]);
  });
  afterAll(() => Promise.all([postgres.stop(), nats.stop()]));

  beforeEach(async () => {
    programs = [];
    placed = 0;
    broker = await connectNats({ url: nats.url, name: 'test', logger });
    const { log, databaseUrl } = await createTestLog(postgres, 'orders');
    orders = log;
    ({ log: inventory, databaseUrl: inventoryUrl } = await createTestLog(postgres, 'inventory'));
    relay = new Relay({ log: orders, broker, databaseUrl, logger });
    relay.start();
  });
  afterEach(async () => {
    await Promise.all(programs.map((program) => program.kill9()));
    await relay.stop();
    await Promise.all([orders.close(), inventory.close(), broker.close()]);
    nats.wipe();
    await nats.kill9();
    await nats.restart();
  });

  function start(instance: string, more: Partial<ConsumerOptions> = {}): Program {
    const options = { databaseUrl: inventoryUrl, natsUrl: nats.url, instance, leaseMs: LEASE_MS, ...more };
    const program = new Program(PROGRAM, options satisfies ConsumerOptions);
    programs.push(program);
    return program;
  }

  async function place(ids: readonly string[] = Array.from({ length: 50 }, newId)): Promise<void> {
    const units = ids.map((id) => ({
      stream: { id: `order-${id}`, key: id },
      events: [{ type: 'OrderPlaced', data: { orderId: id } }],
      meta: META,
    }));
    expect(await orders.appendGroup(units)).toMatchObject({ status: 'appended' });
    placed += ids.length;
  }

  async function decisions(): Promise<(Decision & { readonly partition: number })[]> {
    const rows = await inventory.readAll({ after: 0, limit: 100_000 });
    return rows.map(({ dataText, partition }) => ({ ...(JSON.parse(dataText) as Decision), partition }));
  }

  /** How many partitions each live member holds, by its instance. */
  async function shares(): Promise<Record<string, number>> {
    const { rows } = await inventory.pool.query<{ instance: string; count: number }>(
      `select m.instance, count(l.partition)::int as count
       from inventory.members m left join inventory.leases l on l.holder = m.member
       where m.expires_at > now() group by m.instance`,
    );
    return Object.fromEntries(rows.map(({ instance, count }) => [instance, count]));
  }

  const expectShares = (expected: Record<string, number>): Promise<void> =>
    eventually(async () => expect(await shares()).toEqual(expected), { timeoutMs: 30_000 });

  /** Everything that was placed is decided once, each partition in its order. */
  async function expectAllDecidedOnce(): Promise<void> {
    await eventually(async () => expect(await inventory.head()).toBeGreaterThanOrEqual(placed), { timeoutMs: 40_000 });
    const decided = await decisions();
    expect(decided.map(({ position }) => position).sort((a, b) => a - b)).toEqual(
      Array.from({ length: placed }, (_, i) => i + 1),
    );
    for (let partition = 0; partition < 16; partition++) {
      const positions = decided.filter((one) => one.partition === partition).map(({ position }) => position);
      expect(positions).toEqual([...positions].sort((a, b) => a - b));
    }
  }

  it('share the partitions equally whoever comes and goes, and decide everything once', async () => {
    const a = start('inventory#1');
    await place();
    await expectAllDecidedOnce();
    await expectShares({ 'inventory#1': 16 });
    start('inventory#2');
    start('inventory#3');
    await eventually(async () => expect(Object.values(await shares()).sort()).toEqual([5, 5, 6]), {
      timeoutMs: 30_000,
    });
    for (let i = 0; i < 6; i++) await place();
    await expectAllDecidedOnce();
    expect(new Set((await decisions()).slice(50).map(({ by }) => by)).size).toBe(3);

    a.signal('SIGTERM');
    const told = Date.now();
    expect(await a.ended).toBe(0);
    for (let i = 0; i < 6; i++) await place();
    await expectShares({ 'inventory#2': 8, 'inventory#3': 8 });
    // Given back, not run out.
    expect(Date.now() - told).toBeLessThan(LEASE_MS);
    await expectAllDecidedOnce();
  });

  it('take over within ten seconds what a killed one has left', async () => {
    const a = start('inventory#1');
    start('inventory#2');
    await expectShares({ 'inventory#1': 8, 'inventory#2': 8 });
    for (let i = 0; i < 4; i++) await place();
    await eventually(async () => expect(await inventory.head()).toBeGreaterThan(0));
    await a.kill9();
    const killed = Date.now();
    await place();
    await expectAllDecidedOnce();
    expect(Date.now() - killed).toBeLessThan(10_000);
    await expectShares({ 'inventory#2': 16 });
  });

  it('need not wait for the leases of their own process before', async () => {
    const a = start('inventory#1', { leaseMs: 600_000 });
    await place();
    await expectAllDecidedOnce();
    await a.kill9();
    start('inventory#1', { leaseMs: 600_000 });
    await place();
    await expectAllDecidedOnce();
  });

  it('are fenced off when they were paused for longer than their leases, with a batch under way', async () => {
    const [[held], [other]] = [keysOf(3, 1), keysOf(4, 1)] as [[string], [string]];
    const zombie = start('inventory#1', { holdAt: held });
    await expectShares({ 'inventory#1': 16 });
    await place([held]);
    await eventually(() => expect(zombie.lines).toEqual([{ holding: held }]), { timeoutMs: 30_000 });
    zombie.signal('SIGSTOP');
    start('inventory#2');
    await expectShares({ 'inventory#2': 16 });
    await eventually(async () => expect(await inventory.head()).toBe(1), { timeoutMs: 30_000 });
    // A partition in which the successor has moved no cursor is as closed to the one before as any other.
    await place([other, held]);
    await expectAllDecidedOnce();
    zombie.signal('SIGCONT');
    await expectShares({ 'inventory#1': 8, 'inventory#2': 8 });
    for (let i = 0; i < 4; i++) await place();
    await expectAllDecidedOnce();
    const decided = await decisions();
    expect(decided.slice(0, 3).map(({ by }) => by)).toEqual(['inventory#2', 'inventory#2', 'inventory#2']);
    expect(decided.filter(({ partition }) => partition === 3).slice(0, 2)).toMatchObject([
      { before: 0 },
      { before: 1 },
    ]);
    expect(new Set(decided.map(({ by }) => by)).size).toBe(2);
  });

  it('survive being paused and killed again and again under load', async () => {
    const [a, b] = [start('inventory#1'), start('inventory#2')];
    await expectShares({ 'inventory#1': 8, 'inventory#2': 8 });
    const load = setInterval(() => void place(Array.from({ length: 20 }, newId)), 100);
    a.signal('SIGSTOP');
    await expectShares({ 'inventory#2': 16 });
    a.signal('SIGCONT');
    await b.kill9();
    start('inventory#2');
    await expectShares({ 'inventory#1': 8, 'inventory#2': 8 });
    clearInterval(load);
    await place();
    await expectAllDecidedOnce();
  });
});
