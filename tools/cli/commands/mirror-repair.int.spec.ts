import { jetstreamManager } from '@nats-io/jetstream';
import { ConsumerCursors, migrate, type EventLog, type HandledUpTo } from '@windrose/event-log';
import { readLogSubject } from '@windrose/contracts';
import { connectNats, JetStreamStrategy, Relay, RpcServer, serveLog, type BrokerConnection } from '@windrose/jetstream';
import { createLogger } from '@windrose/platform';
import {
  createTestLog,
  eventually,
  loseTail,
  openTestLog,
  startTestNats,
  startTestPostgres,
  temporaryDirectory,
  type TemporaryDirectory,
  type TestNats,
  type TestPostgres,
} from '@windrose/testing';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { cli, writeRunFile, type Outcome } from '../cli.fixtures';

jest.setTimeout(300_000);

const logger = createLogger('test', { LOG_LEVEL: 'silent' });
const CHECKOUT = join(__dirname, '..', '..', '..');
const META = {
  actor: { type: 'service', id: 'test' },
  tenant: 'default',
  causationId: null,
  correlationId: 'x',
} as const;

describe('windrose mirror repair', () => {
  let postgres: TestPostgres;
  let nats: TestNats;
  let directory: TemporaryDirectory;
  let broker: BrokerConnection;
  let databaseUrl: string;
  let log: EventLog;
  let shipping: EventLog;
  let relay: Relay;
  let handled: number[];
  /** What the consumer waits for before it has handled an event. */
  let released: Promise<void>;
  let stops: (() => Promise<unknown>)[];

  beforeAll(async () => {
    [postgres, nats] = await Promise.all([startTestPostgres(), startTestNats()]);
    broker = await connectNats({ url: nats.url, name: 'test', logger });
  });

  afterAll(async () => {
    await broker.close();
    await Promise.all([postgres.stop(), nats.stop()]);
  });

  /** Both services in one database: `orders` with ten events in its mirror, `shipping` having handled them. */
  beforeEach(async () => {
    directory = temporaryDirectory();
    stops = [];
    handled = [];
    released = Promise.resolve();
    ({ log, databaseUrl } = await createTestLog(postgres, 'orders'));
    shipping = await openShipping();
    writeRunFile(directory.path, { databaseUrl, natsUrl: nats.url });
    const program = join(directory.path, 'dist', 'apps', 'orders', 'src');
    mkdirSync(program, { recursive: true });
    const required = ['test/node/register.js', 'apps/orders/src/main.ts'].map((path) => join(CHECKOUT, path));
    writeFileSync(join(program, 'main.js'), required.map((path) => `require(${JSON.stringify(path)});\n`).join(''));
    await startRelay();
    startOwner();
    startConsumer();
    await place(5, 'a');
    await place(5, 'b');
    await eventually(() => expect(handled).toHaveLength(10), { timeoutMs: 30_000 });
    await eventually(async () => expect((await shippingCursor())?.position).toBe(10), { timeoutMs: 30_000 });
  });

  afterEach(async () => {
    for (const stop of stops.reverse()) await stop();
    await Promise.all([log.close(), shipping.close()]);
    await (await jetstreamManager(broker.nats, { checkAPI: false })).streams.delete('ORDERS');
    directory.remove();
  });

  async function openShipping(): Promise<EventLog> {
    await migrate(databaseUrl, ['shipping']);
    return openTestLog(databaseUrl, 'shipping');
  }

  async function startRelay(): Promise<void> {
    relay = new Relay({ log, broker, databaseUrl, logger, compareEveryMs: 200, onReplaced: () => void startOver() });
    relay.start();
    const started = relay;
    stops.push(() => started.stop());
    await eventually(() => expect(relay.status.state).not.toBe('starting'), { timeoutMs: 20_000 });
  }

  /** What the launcher does when a service's process has ended because its log is another one. */
  async function startOver(): Promise<void> {
    await relay.stop();
    await openAgain();
    await startRelay();
  }

  /** A new process: it remembers nothing that the database has lost. */
  async function openAgain(): Promise<void> {
    const before = log;
    log = await openTestLog(databaseUrl, 'orders');
    await before.close();
  }

  /** The owner shows its log to those who ask, as every service does. */
  function startOwner(): void {
    const server = new RpcServer({ broker, queue: 'orders', logger });
    server.addHandler(readLogSubject('orders'), (request: Parameters<ReturnType<typeof serveLog>>[0]) =>
      serveLog(log)(request),
    );
    server.listen(() => undefined);
    stops.push(() => server.close());
  }

  function startConsumer(): void {
    const consumer = new JetStreamStrategy({ log: shipping, broker, logger });
    const handler = (_: unknown, context?: { event: { position: number } }): Promise<void> => {
      handled.push(context!.event.position);
      return released;
    };
    consumer.addHandler('orders.OrderPlaced', handler, true);
    consumer.listen(() => undefined);
    stops.push(() => consumer.close());
  }

  async function place(count: number, prefix: string): Promise<void> {
    for (let i = 0; i < count; i++) {
      const key = `${prefix}-${i}`;
      await log.append({
        stream: { id: `order-${key}`, key },
        meta: META,
        events: [{ type: 'OrderPlaced', data: { key } }],
      });
    }
  }

  async function halted(): Promise<void> {
    await eventually(() => expect(relay.status.state).toBe('halted'), { timeoutMs: 20_000 });
  }

  function shippingCursors(): Promise<HandledUpTo[]> {
    return new ConsumerCursors(databaseUrl, 'shipping').handled('orders');
  }

  async function shippingCursor(): Promise<HandledUpTo | undefined> {
    return (await shippingCursors()).sort((a, b) => b.position - a.position)[0];
  }

  async function rows(statement: string): Promise<Record<string, unknown>[]> {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(statement)).rows;
    } finally {
      await client.end();
    }
  }

  function repair(...argv: string[]): Promise<Outcome> {
    const env = { PATH: process.env.PATH, HOME: process.env.HOME };
    return cli(['mirror', 'repair', ...argv, '--home', directory.path], { env, root: directory.path });
  }

  async function repairJson(...argv: string[]): Promise<{ exitCode: number; result: RepairResult; err: string }> {
    const { exitCode, out, err } = await repair(...argv, '--json');
    return { exitCode, result: JSON.parse(out) as RepairResult, err };
  }

  interface RepairResult {
    readonly mirrors: readonly Record<string, unknown>[];
    readonly dryRun: boolean;
  }

  it('has nothing to do where log and mirror agree', async () => {
    const { exitCode, out } = await repair();
    expect({ exitCode, out }).toEqual({ exitCode: 0, out: expect.stringContaining('ORDERS  equal\n') as string });
    expect(await repair('orders', '--recreate-stream', '--yes')).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('have not diverged') as string,
    });
    expect(await repair('orders', '--restore-tail', '--recreate-stream')).toMatchObject({ exitCode: 2 });
    expect(await repair('orders', '--to', '3')).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('--to') as string,
    });
  });

  it("restores the log's end from the mirror, by the service's own program, and everything goes on", async () => {
    await loseTail(databaseUrl, 'orders', 6);
    await rows('delete from orders.timers');
    await halted();

    const shown = await repair('orders');
    expect(shown).toMatchObject({ exitCode: 1, err: expect.stringContaining('choose a way for orders') as string });
    expect(shown.out).toContain('possible: 4 events');

    const dry = await repairJson('orders', '--restore-tail', '--dry-run');
    expect(dry).toMatchObject({ exitCode: 0, err: '', result: { dryRun: true } });
    const restored = { from: 7, to: 10, events: 4, streams: 4, timers: 4 };
    expect(dry.result.mirrors).toMatchObject([{ state: 'diverged', done: { restored } }]);
    expect(await repair('orders', '--restore-tail')).toMatchObject({
      exitCode: 1,
      err: 'windrose: nothing was changed: add --yes to do it\n',
    });
    expect(await log.head()).toBe(6);
    expect(relay.status.state).toBe('halted');

    const done = await repairJson('orders', '--restore-tail', '--yes');
    expect(done).toMatchObject({ exitCode: 0, err: '' });
    expect(done.result.mirrors).toMatchObject([{ done: { restored } }]);
    expect(await rows('select timer_id from orders.timers order by 1')).toMatchObject(
      [1, 2, 3, 4].map((n) => ({ timer_id: `OrderDeadlinePassed-b-${n}` })),
    );
    await eventually(() => expect(relay.status.state).toBe('relaying'), { timeoutMs: 20_000 });
    await place(1, 'c');
    await eventually(() => expect(handled).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]), { timeoutMs: 30_000 });
  });

  it('recreates the stream of a log that has gone on; consumers go on when their cursors are set back', async () => {
    await relay.stop();
    await loseTail(databaseUrl, 'orders', 6);
    await openAgain();
    await place(2, 'new');
    await startRelay();
    await halted();
    expect(await repair('orders', '--restore-tail', '--yes')).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('the orders log has gone on with other events behind 6') as string,
    });

    const lost = [7, 8, 9, 10].map((position) => ({
      position,
      handledBy: [{ service: 'shipping', group: 'shipping', how: 'handled' }],
    }));
    const identity = log.logId;
    const dry = await repairJson('orders', '--recreate-stream', '--reset-cursors', '--dry-run');
    expect(dry.exitCode).toBe(0);
    expect(dry.result.mirrors).toMatchObject([
      { done: { recreated: { lost }, cursorsSetBack: [{ service: 'shipping', to: 6 }] } },
    ]);
    expect((await log.identity()).logId).toBe(identity);
    expect(relay.status.state).toBe('halted');

    const done = await repair('orders', '--recreate-stream', '--yes');
    expect(done).toMatchObject({ exitCode: 0, err: '' });
    expect(done.out).toContain('4 events are given up; consumers had handled 4 of them');
    expect(done.out).toContain('their consumers stop there until they are set back');
    expect(log.logId).not.toBe(identity);
    expect(
      await rows(`select position, event_id, data ->> 'key' as key, handled_by from orders.lost_events order by 1`),
    ).toMatchObject(
      ['b-1', 'b-2', 'b-3', 'b-4'].map((key, i) => ({ position: String(7 + i), key, handled_by: lost[i]?.handledBy })),
    );
    await place(1, 'newer');
    expect(handled).toHaveLength(10);

    expect(await repair('orders')).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining("consumers of orders can't go on: --reset-cursors") as string,
    });
    const reset = await repairJson('orders', '--reset-cursors', '--yes');
    expect(reset).toMatchObject({ exitCode: 0, err: '' });
    expect(reset.result.mirrors).toMatchObject([{ done: { cursorsSetBack: [{ service: 'shipping', to: 6 }] } }]);
    await eventually(() => expect(handled.slice(10)).toEqual([7, 8, 9]), { timeoutMs: 40_000 });
    expect(await rows('select kind, common from shipping.repairs')).toEqual([
      { kind: 'cursors set back', common: '6' },
    ]);
    expect(await repair('orders')).toMatchObject({ exitCode: 0, err: '' });
  });

  it('takes back also what a consumer has under way, and its partitions that no cursor of a lost event was in', async () => {
    await place(1, 'c');
    await eventually(async () => expect((await shippingCursor())?.position).toBe(11), { timeoutMs: 30_000 });
    let release!: () => void;
    released = new Promise((resolve) => (release = resolve));
    await place(1, 'd');
    await eventually(() => expect(handled).toHaveLength(12), { timeoutMs: 30_000 });

    await relay.stop();
    await loseTail(databaseUrl, 'orders', 10);
    await openAgain();
    await place(3, 'new');
    await startRelay();
    await halted();
    const repaired = await repairJson('orders', '--recreate-stream', '--reset-cursors', '--yes');
    expect(repaired).toMatchObject({ exitCode: 0, err: '' });
    expect(repaired.result.mirrors).toMatchObject([{ done: { cursorsSetBack: [{ service: 'shipping', to: 10 }] } }]);
    released = Promise.resolve();
    release();

    await eventually(() => expect(handled.slice(12)).toEqual([11, 12, 13]), { timeoutMs: 30_000 });
    await eventually(
      async () => {
        expect(new Set((await shippingCursors()).map(({ position }) => position))).toEqual(new Set([13]));
      },
      { timeoutMs: 30_000 },
    );
    const last = (await log.eventsAt([13]))[0]?.eventId;
    expect(new Set((await shippingCursors()).map(({ eventId }) => eventId))).toEqual(new Set([last]));
  });

  it('says that a position is needed where no repair has recorded one, and takes it', async () => {
    await relay.stop();
    await loseTail(databaseUrl, 'orders', 6);
    await openAgain();
    // Somebody has deleted the stream by hand: nothing is left that says what it had.
    await (await jetstreamManager(broker.nats, { checkAPI: false })).streams.delete('ORDERS');
    await startRelay();
    await place(1, 'new');
    expect(await repair('orders', '--reset-cursors', '--yes')).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('say up to which position') as string,
    });
    expect(await repair('orders', '--reset-cursors', '--to', '6', '--yes')).toMatchObject({ exitCode: 0, err: '' });
    await eventually(() => expect(handled.slice(10)).toEqual([7]), { timeoutMs: 40_000 });
  });
});
