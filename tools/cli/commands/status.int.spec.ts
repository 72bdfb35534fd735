import type { EventMeta, Service } from '@windrose/contracts';
import { ProjectionStore, projection, replay, type EventLog } from '@windrose/event-log';
import { connectNats, Relay, type BrokerConnection } from '@windrose/jetstream';
import { createLogger, newId } from '@windrose/platform';
import {
  createTestLog,
  eventually,
  openTestLog,
  startTestNats,
  startTestPostgres,
  temporaryDirectory,
  type TestNats,
  type TestPostgres,
} from '@windrose/testing';
import { migrate } from '@windrose/event-log';
import { findNatsServer, freePort, readNatsInfo } from '@windrose/servers';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { cli, writeRunFile } from '../cli.fixtures';
import type { StatusReport } from '../status/status-report';

const logger = createLogger('test', { LOG_LEVEL: 'silent' });
const meta: EventMeta = {
  actor: { type: 'service', id: 'test' },
  tenant: 'default',
  causationId: null,
  correlationId: 'x',
};

/** Counts a key's events. */
const counts = projection<{ key: string; events: number }>({
  name: 'counts',
  version: 1,
  columns: { key: 'text', events: 'int' },
  primaryKey: 'key',
  keyOf: ({ key }) => key,
  on: { Counted: (row, { key }) => ({ key, events: (row?.events ?? 0) + 1 }) },
});

async function count(log: EventLog, key: string, times = 1): Promise<void> {
  for (let i = 0; i < times; i++)
    await log.append({ stream: { id: key, key }, meta, events: [{ type: 'Counted', data: {} }] });
}

describe('windrose status', () => {
  const directory = temporaryDirectory();
  let postgres: TestPostgres;
  let nats: TestNats;
  let broker: BrokerConnection;
  let databaseUrl: string;
  let orders: EventLog;
  let inventory: EventLog;
  let admin: Server;
  const relays: Relay[] = [];
  let ready = true;

  beforeAll(async () => {
    [postgres, nats] = await Promise.all([startTestPostgres(), startTestNats()]);
    ({ log: orders, databaseUrl } = await createTestLog(postgres, 'orders', { partitions: 4 }));
    await migrate(databaseUrl, ['inventory']);
    inventory = await openTestLog(databaseUrl, 'inventory', { partitions: 4 });
    broker = await connectNats({ url: nats.url, name: 'test', logger });
    for (const log of [orders, inventory]) relays.push(new Relay({ log, broker, databaseUrl, logger }));
    for (const relay of relays) relay.start();
    admin = createServer((_, response) => {
      const checks = { database: 'ok', broker: ready ? 'ok' : 'not connected' };
      response.writeHead(ready ? 200 : 503).end(JSON.stringify({ checks }));
    }).listen(0, '127.0.0.1');
    await eventually(() => expect(admin.listening).toBe(true));
    const { port } = admin.address() as AddressInfo;
    writeRunFile(directory.path, {
      databaseUrl,
      natsUrl: nats.url,
      processes: {
        postgres: { pid: postgres.pid!, adminUrl: null },
        orders: { pid: process.pid, adminUrl: `http://127.0.0.1:${port}` },
        payments: { pid: 2 ** 22 + 1, adminUrl: 'http://127.0.0.1:1' },
      },
    });
  });
  afterAll(async () => {
    admin?.close();
    for (const relay of relays) await relay.stop();
    await broker?.close();
    await Promise.all([orders?.close(), inventory?.close()]);
    await Promise.all([postgres?.stop(), nats?.stop()]);
    directory.remove();
  });

  const status = async (): Promise<StatusReport> => {
    const { exitCode, out, err } = await cli(['status', '--home', directory.path, '--json']);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    return JSON.parse(out) as StatusReport;
  };

  /** Moves inventory's cursors in the orders log, as its consumer would. */
  const handle = async (partition: number, from: number, to: number): Promise<void> => {
    const event = await orders.eventAt(to);
    const move = {
      group: 'inventory',
      source: 'orders' satisfies Service,
      partition,
      from,
      to,
      eventId: event!.eventId,
    };
    expect(await inventory.appendGroup([], [move])).toMatchObject({ status: 'appended' });
  };

  it('tells the processes, and what keeps one from being ready', async () => {
    expect((await status()).services).toMatchObject([
      { name: 'postgres', state: 'running', pid: postgres.pid },
      { name: 'orders', state: 'ready', problems: [] },
      { name: 'payments', state: 'gone' },
    ]);
    ready = false;
    expect((await status()).services).toMatchObject([
      {},
      { name: 'orders', state: 'not ready', problems: ['broker: not connected'] },
      {},
    ]);
    ready = true;
  });

  it('tells heads and mirrors', async () => {
    await count(orders, 'a', 3);
    await eventually(async () => {
      const { logs, mirrors } = await status();
      expect(logs).toMatchObject([
        { service: 'orders', head: 3, logId: orders.logId },
        { service: 'inventory', head: 0, lastEventAt: null },
      ]);
      expect(mirrors).toMatchObject([
        { service: 'orders', stream: 'ORDERS', state: 'equal', lag: 0, last: 3 },
        { service: 'inventory', state: 'equal', last: 0 },
      ]);
    });
  });

  it("counts a consumer's open events by partition: a quiet one that is far behind counts nothing", async () => {
    const keys = await keysByPartition(orders, 2);
    const [busy, quiet] = keys as [{ key: string; partition: number }, { key: string; partition: number }];
    await count(orders, quiet.key);
    await handle(quiet.partition, 0, await orders.head());
    const quietAt = await orders.head();
    await count(orders, busy.key, 20);
    await count(orders, 'a');
    const head = await orders.head();
    for (const { partition } of (await partitionsWithEvents(orders)).filter(
      (each) => each.partition !== quiet.partition,
    )) {
      await handle(partition, 0, partition === busy.partition ? head - 5 : head);
    }
    const lag = (await status()).consumers;
    // Of the last five positions, four are the busy partition's and the fifth is key a's, which may share it.
    const left = (await orders.readAll({ after: head - 5, limit: 10 })).filter(
      ({ partition }) => partition === busy.partition,
    );
    expect(lag).toEqual([
      { service: 'inventory', group: 'inventory', source: 'orders', position: head - 5, lag: left.length },
    ]);
    await handle(busy.partition, head - 5, head);
    expect((await status()).consumers).toEqual([
      { service: 'inventory', group: 'inventory', source: 'orders', position: head, lag: 0 },
    ]);
    expect(quietAt).toBeLessThan(head);
  });

  it('tells projections, live ones and those that are being built', async () => {
    await replay(orders, counts);
    await replay(orders, counts);
    const head = await orders.head();
    const live = { service: 'orders', name: 'counts', version: 1, position: head, lag: 0 };
    expect(await status()).toMatchObject({ projections: [live], rebuilds: [] });
    await new ProjectionStore(orders).openNext({ ...counts, version: 2 });
    await count(orders, 'a', 2);
    expect(await status()).toMatchObject({
      projections: [{ ...live, lag: 2 }],
      rebuilds: [{ name: 'counts', version: 2, position: 0, lag: head + 2 }],
    });
  });

  it('counts dead jobs as dead letters', async () => {
    expect((await status()).parked).toEqual([]);
    const id = newId();
    await orders.append({ meta, addJobs: [{ id, kind: 'authorize', key: 'o-1', data: {} }] });
    await orders.pool.query(
      `update orders.jobs set dead = true, attempt = 20, last_error = 'refused' where job_id = $1`,
      [id],
    );
    expect((await status()).parked).toMatchObject([
      { service: 'orders', kind: 'dead letter', id, job: 'authorize', key: 'o-1', attempts: 20, error: 'refused' },
    ]);
  });

  it('fits into 80 columns', async () => {
    const { out } = await cli(['status', '--home', directory.path], { width: 80 });
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(out).toMatch(/^orders +ready/m);
    expect(out).toMatch(/^orders\/counts +1 +/m);
    expect(out).toMatch(/^orders\/authorize +[0-9a-f-]{36} +- +refused$/m);
  });

  it('tells the rest, and why, when the broker answers without its JetStream', async () => {
    const port = await freePort();
    const { binary } = await findNatsServer();
    const server = spawn(binary, ['-a', '127.0.0.1', '-p', String(port)]);
    try {
      await eventually(async () => expect(await readNatsInfo(port)).toBeDefined());
      const home = join(directory.path, 'without');
      writeRunFile(home, { databaseUrl, natsUrl: `nats://127.0.0.1:${port}` });
      const { exitCode, out } = await cli(['status', '--home', home, '--json']);
      expect(exitCode).toBe(1);
      const report = JSON.parse(out) as StatusReport;
      expect(report.logs).toHaveLength(2);
      expect(report.problems).toEqual(["nats-server answers, but its JetStream doesn't: is its disk full?"]);
    } finally {
      server.kill('SIGKILL');
      await once(server, 'exit');
    }
  });

  it('tells the rest when the broker is away, and that it is incomplete', async () => {
    await nats.kill9();
    try {
      const { exitCode, out, err } = await cli(['status', '--home', directory.path, '--json']);
      expect(exitCode).toBe(1);
      const report = JSON.parse(out) as StatusReport;
      expect(report.mirrors).toEqual([]);
      expect(report.logs).toHaveLength(2);
      expect(report.problems).toEqual([expect.stringContaining('no connection to NATS')]);
      expect(JSON.parse(err)).toMatchObject({ error: { code: 'incomplete' } });
    } finally {
      await nats.restart();
    }
  });
});

/** Keys whose events are in different partitions. Their first events are appended here. */
async function keysByPartition(log: EventLog, wanted: number): Promise<{ key: string; partition: number }[]> {
  const found = new Map<number, string>();
  for (let i = 0; found.size < wanted; i++) {
    await count(log, `key-${i}`);
    const event = await log.eventAt(await log.head());
    if (!found.has(event!.partition)) found.set(event!.partition, `key-${i}`);
  }
  return [...found].map(([partition, key]) => ({ partition, key }));
}

async function partitionsWithEvents(log: EventLog): Promise<{ partition: number }[]> {
  const { rows } = await log.pool.query<{ partition: number }>('select distinct partition from orders.events');
  return rows;
}
