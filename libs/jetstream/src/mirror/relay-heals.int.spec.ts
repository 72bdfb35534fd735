import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { jetstream, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import type { EventLog } from '@windrose/event-log';
import { createLogger, metrics } from '@windrose/platform';
import { findNatsServer } from '@windrose/servers';
import {
  createTestLog,
  eventually,
  loseTail,
  startTestNats,
  startTestPostgres,
  temporaryDirectory,
  type TemporaryDirectory,
  type TestNats,
  type TestNatsOptions,
  type TestPostgres,
} from '@windrose/testing';
import { Client } from 'pg';
import { appendOrders } from '../../test/append-orders';
import { connectNats, type BrokerConnection } from '../broker/connection';
import { MessageWriter } from './message-writer';
import { Relay, type RelayOptions } from './relay';
import { verifyMirror } from './verify';

jest.setTimeout(90_000);

const logger = createLogger('test', { LOG_LEVEL: 'silent' });
const EQUAL = { missing: 0, differing: 0, extra: 0, findings: [] };

describe('Relay', () => {
  let postgres: TestPostgres;
  let nats: TestNats;
  let broker: BrokerConnection;
  let manager: JetStreamManager;
  let log: EventLog;
  let databaseUrl: string;
  let copies: TemporaryDirectory;
  let stops: (() => unknown)[];

  beforeAll(async () => {
    postgres = await startTestPostgres();
    copies = temporaryDirectory('windrose-copy-');
  });

  afterAll(async () => {
    copies.remove();
    await postgres.stop();
  });

  beforeEach(() => {
    stops = [];
  });

  afterEach(async () => {
    for (const stop of stops.reverse()) await stop();
  });

  async function set(options?: TestNatsOptions): Promise<void> {
    nats = await startTestNats(options);
    stops.push(() => nats.stop());
    broker = await connectNats({ url: nats.url, name: 'test', logger });
    stops.push(() => broker.close());
    manager = await jetstreamManager(broker.nats, { checkAPI: false, timeout: 1_000 });
    ({ log, databaseUrl } = await createTestLog(postgres, 'orders'));
    stops.push(() => log.close());
  }

  function start(options: Partial<RelayOptions> = {}): Relay {
    const relay = new Relay({ log, broker, databaseUrl, logger, compareEveryMs: 200, ...options });
    relay.start();
    stops.push(() => relay.stop());
    return relay;
  }

  async function expectMirrored(count: number): Promise<void> {
    await eventually(
      async () =>
        expect((await manager.streams.info('ORDERS')).state).toMatchObject({
          messages: count,
          first_seq: 1,
          last_seq: count,
        }),
      { timeoutMs: 40_000, intervalMs: 50 },
    );
    expect(await verifyMirror(log, broker)).toMatchObject({ events: count, ...EQUAL });
  }

  const keepCopy = (): void => cpSync(nats.storeDirectory, copies.path, { recursive: true });
  const putCopyBack = (): void => {
    nats.wipe();
    cpSync(copies.path, nats.storeDirectory, { recursive: true });
  };

  describe('whose broker has lost its directory', () => {
    it('fills it again after the restart, though the running server still took messages', async () => {
      await set();
      start();
      await appendOrders(log, 300);
      await expectMirrored(300);
      nats.wipe();
      await appendOrders(log, 100);
      await eventually(async () => expect((await manager.streams.info('ORDERS')).state.last_seq).toBe(400));
      await nats.kill9();
      await nats.restart();
      await expectMirrored(400);
    });

    it('goes on from an older copy', async () => {
      await set();
      start();
      await appendOrders(log, 300);
      await expectMirrored(300);
      keepCopy();
      await appendOrders(log, 200);
      await expectMirrored(500);
      await nats.kill9();
      putCopyBack();
      await appendOrders(log, 5);
      await nats.restart();
      await expectMirrored(505);
    });

    it('closes the gap that an older copy gets under a running server', async () => {
      await set();
      start();
      await appendOrders(log, 500);
      await expectMirrored(500);
      keepCopy();
      await appendOrders(log, 500);
      await expectMirrored(1_000);
      putCopyBack();
      await appendOrders(log, 4_000, 5_000);
      await eventually(async () => expect((await manager.streams.info('ORDERS')).state.last_seq).toBe(5_000));
      await nats.kill9();
      await nats.restart();
      await expectMirrored(5_000);
    });
  });

  it('leaves a gap where messages may be deleted, says so, and goes on behind it', async () => {
    await set();
    const relay = start({ mirror: { deleteGuard: false } });
    await appendOrders(log, 10);
    await expectMirrored(10);
    await manager.streams.deleteMessage('ORDERS', 4);
    await manager.streams.deleteMessage('ORDERS', 10);
    await eventually(() => expect(relay.status.damage).toContain('has lost 2 of its messages from 1 to 10'));
    await appendOrders(log, 2);
    await eventually(async () =>
      expect((await manager.streams.info('ORDERS')).state).toMatchObject({ last_seq: 12, messages: 10 }),
    );
    expect(relay.status).toMatchObject({ state: 'relaying', problem: null });
    expect(await metrics.getSingleMetricAsString('windrose_mirror_damaged')).toContain('{log="orders"} 1');
    expect(await verifyMirror(log, broker)).toMatchObject({
      missing: 2,
      findings: [
        { kind: 'missing', from: 4, to: 4 },
        { kind: 'missing', from: 10, to: 10 },
      ],
    });
  });

  it('alarms while the disk is full, tries on, and goes on when there is room', async () => {
    await set({ maxStoreBytes: 1_000_000 });
    await manager.streams.add({ name: 'BALLAST', subjects: ['ballast'], max_bytes: -1 });
    await jetstream(broker.nats).publish('ballast', 'x'.repeat(600_000));
    const relay = start();
    await appendOrders(log, 400, 1_500);
    await eventually(() => expect(relay.status).toMatchObject({ state: 'interrupted', interruption: 'no_room' }));
    expect(await metrics.getSingleMetricAsString('windrose_relay_interrupted')).toContain('reason="no_room"} 1');
    // It stays an alarm from one try to the next.
    const tries = async (): Promise<number> =>
      Number(
        /reason="no_room"} (\d+)/.exec(
          await metrics.getSingleMetricAsString('windrose_relay_interruptions_total'),
        )?.[1],
      );
    const before = await tries();
    await eventually(async () => {
      expect(relay.status.interruption).toBe('no_room');
      expect(await tries()).toBeGreaterThan(before + 2);
    });
    await manager.streams.delete('BALLAST');
    await expectMirrored(400);
    expect(relay.status).toMatchObject({ state: 'relaying', interruption: null, problem: null });
  });

  it('backs off while nobody answers for JetStream', async () => {
    await set();
    const relay = start();
    await appendOrders(log, 3);
    await expectMirrored(3);
    await nats.kill9();
    const { binary } = await findNatsServer();
    const withoutJetStream = spawn(binary, ['-a', '127.0.0.1', '-p', new URL(nats.url).port], { stdio: 'ignore' });
    stops.push(() => ended(withoutJetStream));
    await appendOrders(log, 3);
    await eventually(() => expect(relay.status).toMatchObject({ state: 'interrupted', interruption: 'no_responders' }));
    const interruptions = async (): Promise<number> =>
      Number(
        /reason="no_responders"} (\d+)/.exec(
          await metrics.getSingleMetricAsString('windrose_relay_interruptions_total'),
        )?.[1],
      );
    const before = await interruptions();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect((await interruptions()) - before).toBeLessThan(8);
    await ended(withoutJetStream);
    await nats.restart();
    await expectMirrored(6);
  });

  describe('halts while it runs, with both sides named, when', () => {
    async function expectHalted(relay: Relay, ...parts: string[]): Promise<void> {
      await eventually(() => expect(relay.status.state).toBe('halted'));
      for (const part of [...parts, log.logId]) expect(relay.status.problem).toContain(part);
      expect(await metrics.getSingleMetricAsString('windrose_relay_halted')).toContain('{log="orders"} 1');
      await expect(appendOrders(log, 1)).rejects.toThrow(/appends are stopped/);
    }

    it('somebody else publishes, though nothing is appended', async () => {
      await set();
      const relay = start();
      await appendOrders(log, 3);
      await expectMirrored(3);
      await jetstream(broker.nats).publish('evt.orders.00.x.OrderPlaced', '{}');
      await expectHalted(relay, 'stream ORDERS ends at sequence 4', 'ends at position 3');
    });

    it('somebody else publishes in the middle of a batch', async () => {
      await set();
      const relay = start();
      const load = appendOrders(log, 10_000);
      load.catch(() => undefined);
      await eventually(() => expect(relay.status.relayed).toBeGreaterThan(500), { intervalMs: 2 });
      await jetstream(broker.nats).publish('evt.orders.00.x.OrderPlaced', '{}');
      await expectHalted(relay, 'ORDERS', 'that no relay wrote');
      // Events that were on their way behind it have found their own places: numbers and the last event look right.
      expect(await verifyMirror(log, broker, { patienceMs: 0 })).toMatchObject({ differing: 1, extra: 0 });
    });

    it('somebody else published while the relay that had events on their way behind it was killed', async () => {
      await set();
      await appendOrders(log, 6);
      const first = start();
      await expectMirrored(6);
      await first.stop();
      await appendOrders(log, 4);
      await jetstream(broker.nats).publish('evt.orders.00.x.OrderPlaced', '{}');
      for (const event of await log.readAll({ after: 7, limit: 3 })) {
        const { subject, headers, payload } = new MessageWriter('orders', log.logId).write(event);
        await broker.nats.request(subject, payload, { headers: headers.asHeaders(), timeout: 2_000 });
      }
      expect((await manager.streams.info('ORDERS')).state.last_seq).toBe(10);
      await expectHalted(start(), 'at 7', 'that no relay wrote', `event ${(await log.eventAt(7))?.eventId}`);
    });

    it('the database is set back', async () => {
      await set();
      const relay = start();
      await appendOrders(log, 5);
      await expectMirrored(5);
      await loseTail(databaseUrl, 'orders', 3);
      await expectHalted(relay, 'stream ORDERS ends at sequence 5', 'ends at position 3');
    });

    it('the database is set back and has gone on: same numbers, other events', async () => {
      await set();
      const relay = start();
      await appendOrders(log, 5);
      await expectMirrored(5);
      await relay.stop();
      const lost = (await log.eventAt(4))?.eventId;
      await loseTail(databaseUrl, 'orders', 3);
      await appendOrders(log, 4);
      await expectHalted(
        start(),
        `at 4, stream ORDERS has event ${lost}`,
        `has event ${(await log.eventAt(4))?.eventId}`,
      );
    });

    it('the database becomes another log, and tells who can do something about it', async () => {
      await set();
      const told: string[] = [];
      const relay = start({ onReplaced: (reason) => told.push(reason) });
      await appendOrders(log, 2);
      await expectMirrored(2);
      const admin = new Client({ connectionString: databaseUrl });
      await admin.connect();
      await admin.query('update orders.head set log_id = gen_random_uuid()');
      await admin.end();
      await expectHalted(relay, 'the database holds orders log');
      await eventually(() => expect(told).toEqual([relay.status.problem]));
    });
  });

  it('lets go of its lock while it is halted, so that somebody can put it right', async () => {
    await set();
    const relay = start();
    await appendOrders(log, 1);
    await expectMirrored(1);
    await jetstream(broker.nats).publish('evt.orders.00.x.OrderPlaced', '{}');
    await eventually(() => expect(relay.status.state).toBe('halted'));
    const other = new Client({ connectionString: databaseUrl });
    await other.connect();
    stops.push(() => other.end());
    const { rows } = await other.query<{ locked: boolean }>(
      `select pg_try_advisory_lock(hashtextextended('windrose relay ' || $1::text, 0)) as locked`,
      [log.logId],
    );
    expect(rows[0]?.locked).toBe(true);
  });
});

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
