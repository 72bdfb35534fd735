import { DiscardPolicy, jetstream, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { EventLog } from '@windrose/event-log';
import { createLogger, metrics } from '@windrose/platform';
import {
  createTestLog,
  eventually,
  openTestLog,
  startTestNats,
  startTestPostgres,
  type TestNats,
  type TestPostgres,
} from '@windrose/testing';
import { Client } from 'pg';
import { appendOrders } from '../../test/append-orders';
import { connectNats, type BrokerConnection } from '../broker/connection';
import type { MirrorOptions } from './mirror-config';
import { mirrorStatus } from './mirror-status';
import { Relay } from './relay';
import { verifyMirror } from './verify';

jest.setTimeout(60_000);

const logger = createLogger('test', { LOG_LEVEL: 'silent' });
const EQUAL = { missing: 0, differing: 0, extra: 0, findings: [] };

describe('Relay', () => {
  let postgres: TestPostgres;
  let nats: TestNats;
  let broker: BrokerConnection;
  let manager: JetStreamManager;
  let log: EventLog;
  let databaseUrl: string;
  let stops: (() => Promise<void>)[];

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });

  afterAll(() => postgres.stop());

  beforeEach(async () => {
    stops = [];
    nats = await startTestNats();
    broker = await connectNats({ url: nats.url, name: 'test', logger });
    manager = await jetstreamManager(broker.nats, { checkAPI: false, timeout: 500 });
    ({ log, databaseUrl } = await createTestLog(postgres, 'orders'));
  });

  afterEach(async () => {
    for (const stop of stops.reverse()) await stop();
    await log.close();
    await broker.close();
    await nats.stop();
  });

  function start(options: { log?: EventLog; broker?: BrokerConnection; mirror?: MirrorOptions } = {}): Relay {
    const relay = new Relay({ log, broker, databaseUrl, logger, ...options });
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
      { timeoutMs: 30_000 },
    );
    expect(await verifyMirror(log, broker)).toMatchObject({ events: count, ...EQUAL });
  }

  it('publishes what the log has and what comes, each event at its position', async () => {
    await appendOrders(log, 700);
    const relay = start();
    await expectMirrored(700);
    await appendOrders(log, 3);
    await expectMirrored(703);
    expect(relay.status).toMatchObject({ state: 'relaying', relayed: 703, head: 703, lag: 0, problem: null });
    expect(await mirrorStatus(log, broker)).toMatchObject({ state: 'equal', head: 703, first: 1, last: 703, lag: 0 });
  });

  it('sees what another process appends', async () => {
    start();
    const other = await openTestLog(databaseUrl, 'orders');
    stops.push(() => other.close());
    await appendOrders(other, 5);
    await expectMirrored(5);
  });

  it('opens the log for appends after the first comparison, not before', async () => {
    const fresh = await EventLog.open({ service: 'orders', databaseUrl, partitions: 16 });
    stops.push(() => fresh.close());
    const appending = appendOrders(fresh, 1);
    let appended = false;
    void appending.then(() => (appended = true));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(appended).toBe(false);
    start({ log: fresh });
    await appending;
    await expectMirrored(1);
  });

  it('refills a broker that has lost its disk', async () => {
    await appendOrders(log, 1_000);
    const relay = start();
    await expectMirrored(1_000);
    await nats.kill9();
    nats.wipe();
    await appendOrders(log, 10);
    await nats.restart();
    await appendOrders(log, 10);
    await expectMirrored(1_020);
    expect(relay.status).toMatchObject({ state: 'relaying', lag: 0 });
  });

  it('refills a stream that somebody has deleted under it', async () => {
    await appendOrders(log, 300);
    start();
    await expectMirrored(300);
    await manager.streams.delete('ORDERS');
    await appendOrders(log, 10);
    await expectMirrored(310);
  });

  it('goes on where the broker stopped, killed again and again in the middle of it', async () => {
    await appendOrders(log, 15_000);
    const relay = start();
    for (let kills = 1; kills <= 3; kills++) {
      const goal = relay.status.relayed + 2_000;
      await eventually(() => expect(relay.status.relayed).toBeGreaterThan(goal), { intervalMs: 2, timeoutMs: 30_000 });
      await nats.kill9();
      await nats.restart();
    }
    await expectMirrored(15_000);
  });

  it('needs no agreement between two relays of one log', async () => {
    const first = start();
    const secondBroker = await connectNats({ url: nats.url, name: 'second', logger });
    const secondLog = await openTestLog(databaseUrl, 'orders');
    stops.push(
      () => secondBroker.close(),
      () => secondLog.close(),
    );
    await eventually(() => expect(first.status.state).toBe('relaying'));
    const second = start({ log: secondLog, broker: secondBroker });
    await eventually(() => expect(second.status.state).toBe('standby'));
    await Promise.all([appendOrders(log, 2_000), appendOrders(secondLog, 2_000)]);
    await expectMirrored(4_000);

    await first.stop();
    await eventually(() => expect(second.status.state).toBe('relaying'));
    await appendOrders(log, 10);
    await expectMirrored(4_010);
  });

  it('stays right when two relays publish at the same time', async () => {
    await appendOrders(log, 5_000);
    // Locks in different databases, as if the lock did not hold: both are active.
    const first = start();
    const second = new Relay({ log, broker, databaseUrl: await postgres.createDatabase(), logger });
    second.start();
    stops.push(() => second.stop());
    await expectMirrored(5_000);
    await appendOrders(log, 2_000);
    await expectMirrored(7_000);
    expect([first.status.state, second.status.state]).not.toContain('halted');
  });

  it('starts over when its database connection is gone', async () => {
    start();
    await appendOrders(log, 10);
    await expectMirrored(10);
    const admin = new Client({ connectionString: postgres.url });
    await admin.connect();
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'windrose relay lock'`,
    );
    await admin.end();
    await appendOrders(log, 10);
    await expectMirrored(20);
  });

  it('publishes what is left when it is told to stop', async () => {
    const relay = start();
    await eventually(() => expect(relay.status.state).toBe('relaying'));
    await appendOrders(log, 2_000);
    await relay.stop();
    expect(relay.status).toMatchObject({ state: 'stopped', relayed: 2_000 });
    await expectMirrored(2_000);
  });

  it('waits without a busy loop while nobody answers, and says so', async () => {
    await appendOrders(log, 10);
    await nats.kill9();
    const relay = start();
    await appendOrders(log, 10);
    expect(relay.status.state).toBe('starting');
    await nats.restart();
    await expectMirrored(20);
  });

  it('says what is wrong with a stream that it may not use', async () => {
    const relay = start({ mirror: { bindOnly: true } });
    await eventually(() =>
      expect(relay.status).toMatchObject({ state: 'interrupted', problem: expect.stringContaining("doesn't exist") }),
    );
  });

  it('counts a refusal for want of room, and puts right what somebody has changed', async () => {
    start();
    await appendOrders(log, 3);
    await expectMirrored(3);
    await manager.streams.update('ORDERS', { discard: DiscardPolicy.New, max_msgs: 3 });
    await appendOrders(log, 2);
    await expectMirrored(5);
    expect(await metrics.getSingleMetricAsString('windrose_relay_interruptions_total')).toContain(
      'reason="no_room"} 1',
    );
    expect((await manager.streams.info('ORDERS')).config).toMatchObject({ discard: 'old', max_msgs: -1 });
  });

  it('goes on after a stream that retention has emptied', async () => {
    const relay = start({ mirror: { maxAgeMs: 1_000 } });
    await appendOrders(log, 5);
    await eventually(async () =>
      expect((await manager.streams.info('ORDERS')).state).toMatchObject({ messages: 0, last_seq: 5 }),
    );
    await relay.stop();
    start({ mirror: { maxAgeMs: 1_000 } });
    await appendOrders(log, 1);
    await eventually(async () => expect((await manager.streams.info('ORDERS')).state.last_seq).toBe(6));
    expect(log.halted).toBeNull();
  });

  it('goes on when the disagreement has been settled by a person', async () => {
    await appendOrders(log, 3);
    const relay = start();
    await expectMirrored(3);
    await jetstream(broker.nats).publish('evt.orders.00.x.OrderPlaced', '{}');
    await appendOrders(log, 1);
    await eventually(() => expect(relay.status.state).toBe('halted'));
    await manager.streams.delete('ORDERS');
    await eventually(() => expect(relay.status.state).toBe('relaying'), { timeoutMs: 20_000 });
    await appendOrders(log, 1);
    await expectMirrored(5);
  });

  describe('halts, with both sides named, when', () => {
    async function expectHalted(relay: Relay, ...parts: string[]): Promise<void> {
      await eventually(() => expect(relay.status.state).toBe('halted'));
      for (const part of [...parts, 'ORDERS', log.logId]) expect(relay.status.problem).toContain(part);
      expect(log.halted).toBe(relay.status.problem);
      await expect(appendOrders(log, 1)).rejects.toThrow(/appends are stopped/);
    }

    it('somebody else has published on the stream’s subjects', async () => {
      await appendOrders(log, 3);
      const relay = start();
      await expectMirrored(3);
      await jetstream(broker.nats).publish('evt.orders.00.x.OrderPlaced', '{}');
      await appendOrders(log, 1);
      await expectHalted(
        relay,
        'at 4',
        'a message on evt.orders.00.x.OrderPlaced that no relay wrote',
        `event ${(await log.eventAt(4))?.eventId}`,
      );
      expect(await verifyMirror(log, broker)).toMatchObject({
        differing: 1,
        findings: [{ kind: 'differing', position: 4, fields: ['not an event'] }],
      });
    });

    it('the stream mirrors another log', async () => {
      const { log: other, databaseUrl: otherUrl } = await createTestLog(postgres, 'orders');
      stops.push(() => other.close());
      await appendOrders(other, 2);
      const relayOfOther = new Relay({ log: other, broker, databaseUrl: otherUrl, logger });
      relayOfOther.start();
      await eventually(() => expect(relayOfOther.status.relayed).toBe(2));
      await relayOfOther.stop();
      await appendOrders(log, 2);
      await expectHalted(start(), `mirrors log ${other.logId}`);
    });
  });
});
