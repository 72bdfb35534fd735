import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { readLogSubject } from '@windrose/contracts';
import type { EventLog } from '@windrose/event-log';
import { createLogger, metrics } from '@windrose/platform';
import {
  createTestLog,
  eventually,
  loseTail,
  openTestLog,
  startTestNats,
  startTestPostgres,
  type TestNats,
  type TestPostgres,
} from '@windrose/testing';
import { Client } from 'pg';
import { appendOrders } from '../../test/append-orders';
import { connectNats, type BrokerConnection } from '../broker/connection';
import type { MirrorOptions } from '../mirror/mirror-config';
import { Relay } from '../mirror/relay';
import { RpcServer } from '../rpc/rpc-server';
import { serveLog } from '../rpc/serve-log';
import type { EventContext } from './event-context';
import { JetStreamStrategy } from './jetstream-strategy';

jest.setTimeout(60_000);

const logger = createLogger('test', { LOG_LEVEL: 'silent' });

describe('a source whose stream lacks events', () => {
  let postgres: TestPostgres;
  let nats: TestNats;
  let broker: BrokerConnection;
  let manager: JetStreamManager;
  let orders: EventLog;
  let ordersUrl: string;
  let inventory: EventLog;
  let inventoryUrl: string;
  let handled: number[];
  let stops: (() => Promise<unknown>)[];

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });

  afterAll(() => postgres.stop());

  beforeEach(async () => {
    stops = [];
    handled = [];
    nats = await startTestNats();
    broker = await connectNats({ url: nats.url, name: 'test', logger });
    manager = await jetstreamManager(broker.nats, { checkAPI: false, timeout: 5_000 });
    ({ log: orders, databaseUrl: ordersUrl } = await createTestLog(postgres, 'orders'));
    ({ log: inventory, databaseUrl: inventoryUrl } = await createTestLog(postgres, 'inventory'));
  });

  afterEach(async () => {
    for (const stop of stops.reverse()) await stop();
    await Promise.all([orders.close(), inventory.close()]);
    await broker.close();
    await nats.stop();
  });

  function startRelay(mirror: MirrorOptions = {}, log = orders): Relay {
    const relay = new Relay({ log, broker, databaseUrl: ordersUrl, logger, mirror, compareEveryMs: 200 });
    relay.start();
    stops.push(() => relay.stop());
    return relay;
  }

  /** The service that owns the log, as far as it answers for it. */
  function startOwner(): void {
    const server = new RpcServer({ broker, queue: 'orders', logger });
    server.addHandler(readLogSubject('orders'), serveLog(orders));
    server.listen(() => undefined);
    stops.push(() => server.close());
  }

  function startConsumer(): JetStreamStrategy {
    const events = new JetStreamStrategy({ log: inventory, broker, logger });
    const handler = (_: unknown, context?: EventContext): Promise<void> => {
      handled.push(context!.event.position);
      return Promise.resolve();
    };
    events.addHandler('orders.OrderPlaced', handler, true);
    events.listen((error) => expect(error).toBeUndefined());
    stops.push(() => events.close());
    return events;
  }

  async function mirrored(count: number): Promise<void> {
    await eventually(async () => expect((await manager.streams.info('ORDERS')).state.last_seq).toBe(count));
  }

  const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

  async function expectHandled(count: number): Promise<void> {
    await eventually(() => expect(handled.length).toBeGreaterThanOrEqual(count), { timeoutMs: 30_000 });
    expect(handled).toEqual(upTo(count));
  }

  async function sql(databaseUrl: string, statement: string): Promise<void> {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query(statement);
    await client.end();
  }

  it('gets those in the middle from the log, in their order, before it goes on', async () => {
    startRelay({ deleteGuard: false });
    startOwner();
    await appendOrders(orders, 100);
    await mirrored(100);
    for (const gone of [1, 2, 40, 41, 42, 77]) await manager.streams.deleteMessage('ORDERS', gone);
    const events = startConsumer();
    await expectHandled(100);
    await appendOrders(orders, 5);
    await expectHandled(105);
    expect(events.problem).toBeNull();
    expect(await metrics.getSingleMetricAsString('windrose_consumer_events_from_log_total')).toMatch(
      /source="orders"} [6-9]/,
    );
  });

  it('gets those at the end without waiting for another one', async () => {
    startRelay({ deleteGuard: false });
    startOwner();
    await appendOrders(orders, 10);
    await mirrored(10);
    await manager.streams.deleteMessage('ORDERS', 9);
    await manager.streams.deleteMessage('ORDERS', 10);
    startConsumer();
    await expectHandled(10);
  });

  it('gets what retention has dropped while it was away', async () => {
    startRelay({ maxAgeMs: 1_000 });
    startOwner();
    const away = startConsumer();
    await appendOrders(orders, 20);
    await expectHandled(20);
    await away.close();
    await appendOrders(orders, 300, 2_000);
    await mirrored(320);
    await eventually(async () => expect((await manager.streams.info('ORDERS')).state.messages).toBe(0));
    startConsumer();
    await expectHandled(320);
    await appendOrders(orders, 3);
    await expectHandled(323);
  });

  it('gets a long stretch of large events piece by piece', async () => {
    startRelay();
    startOwner();
    await appendOrders(orders, 15, 250_000);
    await appendOrders(orders, 600);
    await mirrored(615);
    await manager.streams.purge('ORDERS', { seq: 600 });
    startConsumer();
    await expectHandled(615);
  });

  it('waits for the owner as long as it takes, says so, and skips nothing', async () => {
    startRelay({ deleteGuard: false });
    await appendOrders(orders, 10);
    await mirrored(10);
    await manager.streams.deleteMessage('ORDERS', 5);
    const events = startConsumer();
    await eventually(() =>
      expect(events.problem).toMatch(/^ORDERS lacks events from 5 to 5, and its owner can't be asked/),
    );
    await appendOrders(orders, 10);
    await mirrored(20);
    expect(await metrics.getSingleMetricAsString('windrose_consumer_stopped')).toContain(
      '{group="inventory",source="orders"} 1',
    );
    expect(handled).toEqual([1, 2, 3, 4]);
    startOwner();
    await expectHandled(20);
    await eventually(() => expect(events.problem).toBeNull());
  });

  it('waits while a broker that lost its disk is being filled again, and takes nothing twice', async () => {
    const relay = startRelay();
    startOwner();
    const events = startConsumer();
    await appendOrders(orders, 50);
    await expectHandled(50);
    await relay.stop();
    await nats.kill9();
    await eventually(() => expect(broker.connected).toBe(false));
    nats.wipe();
    await nats.restart();
    await broker.whenConnected(AbortSignal.timeout(10_000));
    await appendOrders(orders, 5);
    await manager.streams.add({ name: 'ORDERS', subjects: ['evt.orders.>'] });
    // The stream is there and ends before the cursors: the owner says that they are right.
    await eventually(async () => expect((await manager.streams.info('ORDERS')).state.consumer_count).toBe(1), {
      timeoutMs: 30_000,
    });
    expect(events.problem).toBeNull();
    await manager.streams.delete('ORDERS');
    startRelay();
    await expectHandled(55);
    expect(events.problem).toBeNull();
  });

  describe('whose log is set back', () => {
    let consumer: JetStreamStrategy;

    beforeEach(async () => {
      const relay = startRelay();
      consumer = startConsumer();
      await appendOrders(orders, 10);
      await expectHandled(10);
      // Also the cursors of partitions without events are stored.
      await eventually(async () =>
        expect((await inventory.cursors('inventory')).map(({ position }) => position)).toEqual(Array(16).fill(10)),
      );
      await relay.stop();
      await manager.streams.delete('ORDERS');
    });

    async function setBackTo(position: number): Promise<void> {
      await loseTail(ordersUrl, 'orders', position);
      await sql(ordersUrl, 'update orders.head set log_id = gen_random_uuid()');
      await orders.close();
      orders = await openTestLog(ordersUrl, 'orders');
      startOwner();
    }

    it('goes on with the log’s new identity where nothing that was handled is lost', async () => {
      await setBackTo(10);
      startRelay();
      await appendOrders(orders, 5);
      await expectHandled(15);
    });

    it('stops where something that was handled is not in the log any more, until the cursors are set back', async () => {
      await setBackTo(7);
      startRelay();
      await appendOrders(orders, 1);
      await eventually(
        () => expect(consumer.problem).toMatch(/^orders 10 was event \S+ when it was handled, but log \S+ ends at 8$/),
        {
          timeoutMs: 20_000,
        },
      );
      // Beyond the lost positions, too: other events are there now.
      await appendOrders(orders, 5);
      await mirrored(13);
      expect(handled).toEqual(upTo(10));
      const seventh = (await orders.eventAt(7))?.eventId;
      await sql(inventoryUrl, `update inventory.cursors set position = 7, event_id = '${seventh}'`);
      await eventually(() => expect(handled).toEqual([...upTo(10), 8, 9, 10, 11, 12, 13]), { timeoutMs: 20_000 });
      await eventually(() => expect(consumer.problem).toBeNull());
    });
  });
});
