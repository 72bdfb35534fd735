import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { SERVICES } from '@windrose/contracts';
import type { EventLog } from '@windrose/event-log';
import { createLogger, metrics } from '@windrose/platform';
import {
  createTestLog,
  eventually,
  startTestNats,
  startTestNatsCluster,
  startTestPostgres,
  type TestNatsCluster,
  type TestPostgres,
} from '@windrose/testing';
import { appendOrders } from '../test/append-orders';
import { connectNats, type BrokerConnection } from './broker/connection';
import { inboxPrefixOf, permissionsOf } from './broker/permissions';
import { sleep } from './backoff';
import type { EventContext } from './consumer/event-context';
import { JetStreamStrategy } from './consumer/jetstream-strategy';
import { Relay } from './mirror/relay';
import { verifyMirror } from './mirror/verify';

jest.setTimeout(240_000);

const logger = createLogger('test', { LOG_LEVEL: 'silent' });
const ADMIN = { user: 'admin', password: 'secret' };
const PATIENCE = { timeoutMs: 120_000, intervalMs: 50 };
const KILLS = 4;
const EVENTS_A_KILL = 4_000;

describe('a mirror in three copies', () => {
  let postgres: TestPostgres;
  let nats: TestNatsCluster;
  let admin: NatsConnection;
  let manager: JetStreamManager;
  let orders: EventLog;
  let inventory: EventLog;
  let ordersUrl: string;
  let ordersBroker: BrokerConnection;
  let inventoryBroker: BrokerConnection;
  /** As whoever verifies a mirror: its owner may not read it as a consumer does. */
  let adminBroker: BrokerConnection;
  let relay: Relay;
  const stops: (() => unknown)[] = [];

  beforeAll(async () => {
    const services = SERVICES.map((user) => ({ user, password: user, permissions: permissionsOf(user) }));
    [postgres, nats] = await Promise.all([startTestPostgres(), startTestNatsCluster({ users: [ADMIN, ...services] })]);
    admin = await connect({ servers: nats.url.split(','), user: ADMIN.user, pass: ADMIN.password });
    manager = await jetstreamManager(admin, { checkAPI: false, timeout: 1_000 });
    ({ log: orders, databaseUrl: ordersUrl } = await createTestLog(postgres, 'orders'));
    ({ log: inventory } = await createTestLog(postgres, 'inventory'));
    [ordersBroker, inventoryBroker] = await Promise.all([connectAs('orders'), connectAs('inventory')]);
    adminBroker = await connectNats({ ...ADMIN, url: nats.url, name: 'admin', logger });
    relay = startRelay();
  });

  afterAll(async () => {
    for (const stop of stops.reverse()) await stop();
    await Promise.all([ordersBroker, inventoryBroker, adminBroker, orders, inventory].map((each) => each.close()));
    await admin.close();
    await Promise.all([postgres.stop(), nats.stop()]);
  });

  /** By an address with its account, and those of the other servers without: what NATS_URL takes. */
  function connectAs(service: 'orders' | 'inventory'): Promise<BrokerConnection> {
    const url = nats.url.replace('//', `//${service}:${service}@`);
    return connectNats({ url, name: service, inboxPrefix: inboxPrefixOf(service), logger });
  }

  function startRelay(): Relay {
    const relay = new Relay({
      log: orders,
      broker: ordersBroker,
      databaseUrl: ordersUrl,
      logger,
      mirror: { replicas: 3 },
    });
    relay.start();
    stops.push(() => relay.stop());
    return relay;
  }

  /** The positions that are handed to it, in the order in which that happens. */
  function startConsumer(): { readonly positions: readonly number[]; close(): Promise<void> } {
    const positions: number[] = [];
    const events = new JetStreamStrategy({ log: inventory, broker: inventoryBroker, logger });
    events.addHandler(
      'orders.OrderPlaced',
      async (_: unknown, context?: EventContext) => void positions.push(context!.event.position),
      true,
    );
    events.listen((error) => expect(error).toBeUndefined());
    const close = async (): Promise<void> => events.close();
    stops.push(close);
    return { positions, close };
  }

  async function leader(): Promise<string> {
    return eventually(async () => {
      const { cluster } = await manager.streams.info('ORDERS');
      if (!cluster?.leader) throw new Error('nobody leads the stream');
      return cluster.leader;
    }, PATIENCE);
  }

  /** What the mirror is, as soon as the servers have chosen who makes consumers: they choose streams' leaders before. */
  function verified(): ReturnType<typeof verifyMirror> {
    return eventually(() => verifyMirror(orders, adminBroker), PATIENCE);
  }

  it('loses nothing and delivers each event once, whichever server is killed in the middle', async () => {
    const { positions: handled, close } = startConsumer();
    await appendOrders(orders, 1);
    await eventually(() => expect(handled).toEqual([1]), PATIENCE);
    const leaders: string[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      const before = relay.status.relayed;
      const appended = appendOrders(orders, EVENTS_A_KILL);
      appended.catch(() => undefined);
      await eventually(() => expect(relay.status.relayed).toBeGreaterThan(before + 200), {
        ...PATIENCE,
        intervalMs: 2,
      });
      const killed = nats.named(await leader());
      leaders.push(killed.serverName);
      await nats.kill9(killed);
      await appended;
      // The stream has a leader again, which is another one, while the killed server is still away.
      const further = relay.status.relayed;
      await eventually(() => expect(relay.status.relayed).toBeGreaterThan(further), PATIENCE);
      expect(await leader()).not.toBe(killed.serverName);
      await killed.start();
    }
    const count = 1 + KILLS * EVENTS_A_KILL;
    expect(await orders.head()).toBe(count);
    await eventually(() => expect(relay.status).toMatchObject({ relayed: count, state: 'relaying' }), PATIENCE);
    await eventually(() => expect(handled).toHaveLength(count), PATIENCE);
    expect(handled).toEqual(Array.from({ length: count }, (_, i) => i + 1));
    await close();
    expect(await verified()).toMatchObject({
      events: count,
      missing: 0,
      differing: 0,
      extra: 0,
      expired: 0,
    });
    await eventually(async () => {
      const { config, cluster } = await manager.streams.info('ORDERS');
      expect(config.num_replicas).toBe(3);
      expect(cluster?.replicas?.map(({ current }) => current)).toEqual([true, true]);
    }, PATIENCE);
  });

  it('goes on reading when the server is killed that held its consumer', async () => {
    const before = await orders.head();
    const { positions, close } = startConsumer();
    // The server waits for seconds for consumers that have lost their server.
    const patient = await jetstreamManager(admin, { checkAPI: false, timeout: 10_000 });
    const holder = await eventually(async () => {
      const consumers = await patient.consumers.list('ORDERS').next();
      // Those of before may take long to be forgotten, but nobody asks them for anything.
      const asked = consumers.filter(({ num_waiting }) => num_waiting > 0);
      const name = asked[0]?.cluster?.leader;
      if (asked.length !== 1 || !name) throw new Error(`${asked.length} of ${consumers.length} consumers are asked`);
      return nats.named(name);
    }, PATIENCE);
    await nats.kill9(holder);
    await appendOrders(orders, 100);
    const expected = Array.from({ length: 100 }, (_, i) => before + 1 + i);
    await eventually(() => expect(positions).toEqual(expected), PATIENCE);
    await close();
    await holder.start();
  });

  it('waits without a storm of tries while no majority is there, and goes on when it is', async () => {
    const [first, second] = nats.nodes;
    await Promise.all([nats.kill9(first!), nats.kill9(second!)]);
    await appendOrders(orders, 10);
    const head = await orders.head();
    await eventually(() => expect(relay.status.state).toBe('interrupted'), PATIENCE);
    const before = await interruptions();
    await sleep(2_000);
    expect((await interruptions()) - before).toBeLessThan(8);
    expect(relay.status.relayed).toBe(head - 10);
    await Promise.all([first!.start(), second!.start()]);
    await eventually(async () => expect((await manager.streams.info('ORDERS')).state.last_seq).toBe(head), PATIENCE);
    expect(await verified()).toMatchObject({ missing: 0, differing: 0, extra: 0 });
  });
});

async function interruptions(): Promise<number> {
  const text = await metrics.getSingleMetricAsString('windrose_relay_interruptions_total');
  return [...text.matchAll(/} (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
}

describe('three copies on one server alone', () => {
  it('are refused with both named, and nothing is published meanwhile', async () => {
    const [postgres, nats] = await Promise.all([startTestPostgres(), startTestNats()]);
    const { log, databaseUrl } = await createTestLog(postgres, 'orders');
    const broker = await connectNats({ url: nats.url, name: 'test', logger });
    const relay = new Relay({ log, broker, databaseUrl, logger, mirror: { replicas: 3 } });
    relay.start();
    await appendOrders(log, 1);
    await eventually(
      () =>
        expect(relay.status).toMatchObject({
          state: 'interrupted',
          relayed: 0,
          problem: expect.stringMatching(/stream ORDERS can't be created as declared: .*replicas/) as string,
        }),
      PATIENCE,
    );
    await relay.stop();
    await Promise.all([log.close(), broker.close()]);
    await Promise.all([postgres.stop(), nats.stop()]);
  });
});
