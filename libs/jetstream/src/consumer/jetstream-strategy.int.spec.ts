import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { Controller, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, MessagePattern, Payload, Transport } from '@nestjs/microservices';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OrderPlaced, OrderRejected } from '@windrose/contracts';
import type { Decider, EventLog, NewEvent, RecordedEvent } from '@windrose/event-log';
import { createLogger, metrics, newId, ServiceUnavailable } from '@windrose/platform';
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
import { connectNats, type BrokerConnection } from '../broker/connection';
import { connectTransport } from '../connect-transport';
import { Relay } from '../mirror/relay';
import { RpcServer } from '../rpc/rpc-server';
import type { EventContext } from './event-context';
import { EventPattern } from './event-pattern';
import { JETSTREAM, JetStreamStrategy } from './jetstream-strategy';
import { touches } from './touches';

jest.setTimeout(60_000);

const logger = createLogger('test', { LOG_LEVEL: 'silent' });
const META = {
  actor: { type: 'customer', id: 'c' },
  tenant: 'default',
  causationId: null,
  correlationId: 'r',
} as const;

/** Counts what was decided for an order, so that a second decision for one event can't hide. */
interface Tally {
  readonly events: number;
}
const tally: Decider<Tally> = { initialState: { events: 0 }, evolve: ({ events }) => ({ events: events + 1 }) };
const tallyStream = (orderId: string) => ({ id: `tally-${orderId}`, key: orderId });

async function count({ work, event, meta }: EventContext, type = 'Counted'): Promise<void> {
  const stream = tallyStream(event.key);
  const { state } = await work.load(tally, stream.id);
  work.append(tally, { stream, events: [{ type, data: { position: event.position, before: state.events } }], meta });
}

/** What the handler of OrderPlaced does, and which events it was called for. */
let handle: (context: EventContext) => Promise<void>;
let called: number[];

@Controller()
class OnOrderPlaced {
  @EventPattern('orders.OrderPlaced', JETSTREAM, touches(({ key }) => [{ decider: tally, id: tallyStream(key).id }]))
  async handle(@Payload() data: OrderPlaced, @Ctx() context: EventContext): Promise<void> {
    expect(data.orderId).toBe(context.event.key);
    called.push(context.event.position);
    await handle(context);
  }
}

@Controller()
class OnOrderRejected {
  @EventPattern('orders.OrderRejected', JETSTREAM)
  handle(@Payload() _: OrderRejected, @Ctx() context: EventContext): Promise<void> {
    return count(context, 'Rejected');
  }

  @MessagePattern('rpc.v1.orders.get', Transport.NATS)
  answer(): string {
    return 'pong';
  }
}

@Module({ controllers: [OnOrderPlaced, OnOrderRejected] })
class InventoryModule {}

/** A second handler of the same event. */
let handleToo: () => Promise<void>;

@Controller()
class OnOrderPlacedToo {
  @EventPattern('orders.OrderPlaced', JETSTREAM)
  handle(): Promise<void> {
    return handleToo();
  }
}

@Module({ controllers: [OnOrderPlaced, OnOrderPlacedToo] })
class TwoHandlersModule {}

describe('JetStreamStrategy', () => {
  let postgres: TestPostgres;
  let nats: TestNats;
  let broker: BrokerConnection;
  let manager: JetStreamManager;
  let orders: EventLog;
  let inventory: EventLog;
  let ordersUrl: string;
  let inventoryUrl: string;
  let stops: (() => Promise<unknown>)[];

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });

  afterAll(() => postgres.stop());

  beforeEach(async () => {
    stops = [];
    called = [];
    handle = count;
    nats = await startTestNats();
    broker = await connectNats({ url: nats.url, name: 'test', logger });
    manager = await jetstreamManager(broker.nats, { checkAPI: false, timeout: 500 });
    ({ log: orders, databaseUrl: ordersUrl } = await createTestLog(postgres, 'orders'));
    ({ log: inventory, databaseUrl: inventoryUrl } = await createTestLog(postgres, 'inventory'));
  });

  afterEach(async () => {
    for (const stop of stops.reverse()) await stop();
    await Promise.all([orders.close(), inventory.close(), broker.close()]);
    await nats.stop();
  });

  function startRelay(log = orders, databaseUrl = ordersUrl): Relay {
    const relay = new Relay({ log, broker, databaseUrl, logger });
    relay.start();
    stops.push(() => relay.stop());
    return relay;
  }

  interface Running {
    readonly app: NestFastifyApplication;
    readonly events: JetStreamStrategy;
    readonly rpc: RpcServer;
    close(): Promise<void>;
  }

  async function startApp({
    log = inventory,
    module = InventoryModule as Type,
    connection = broker,
  } = {}): Promise<Running> {
    const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), { logger: false });
    const events = new JetStreamStrategy({ log, broker: connection, logger });
    const rpc = new RpcServer({ broker: connection, queue: 'inventory', logger });
    connectTransport(app, events);
    connectTransport(app, rpc);
    await app.init();
    await app.startAllMicroservices();
    let closed: Promise<void> | undefined;
    const close = (): Promise<void> => (closed ??= app.close());
    stops.push(close);
    return { app, events, rpc, close };
  }

  /** Appends so many orders in one call and returns their ids. */
  async function place(
    number: number,
    type = 'OrderPlaced',
    ids = Array.from({ length: number }, newId),
  ): Promise<string[]> {
    const units = ids.map((id) => ({
      stream: { id: `order-${id}`, key: id },
      expectedVersion: 'any' as const,
      events: [{ type, data: { orderId: id } } satisfies NewEvent],
      meta: META,
    }));
    expect(await orders.appendGroup(units)).toMatchObject({ status: 'appended' });
    return ids;
  }

  const decisions = async (log = inventory): Promise<RecordedEvent<string, { position: number; before: number }>[]> => {
    const rows = await log.readAll({ after: 0, limit: 100_000 });
    return rows.map((row) => ({ ...row, data: JSON.parse(row.dataText), meta: JSON.parse(row.metaText) }));
  };

  /** Every one of the orders log's events up to a position was decided exactly once, each key's in their order. */
  async function expectDecidedOnce(upTo: number): Promise<void> {
    await eventually(async () => expect(await inventory.head()).toBeGreaterThanOrEqual(upTo), { timeoutMs: 40_000 });
    const positions = (await decisions()).map(({ data }) => data.position);
    expect([...positions].sort((a, b) => a - b)).toEqual(Array.from({ length: upTo }, (_, i) => i + 1));
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
  }

  /** The same when several instances decide: then only the partitions are in order. */
  async function expectDecidedOnceByPartition(upTo: number): Promise<void> {
    const decided = await decisions();
    expect(decided.map(({ data }) => data.position).sort((a, b) => a - b)).toEqual(
      Array.from({ length: upTo }, (_, i) => i + 1),
    );
    for (let partition = 0; partition < 16; partition++) {
      const positions = decided.filter((one) => one.partition === partition).map(({ data }) => data.position);
      expect(positions).toEqual([...positions].sort((a, b) => a - b));
    }
  }

  /** How many partitions each live member holds. */
  const holders = async (): Promise<number[]> => {
    const { rows } = await inventory.pool.query<{ count: number }>(
      `select count(l.partition)::int as count from inventory.members m left join inventory.leases l on l.holder = m.member
       group by m.member order by count`,
    );
    return rows.map(({ count }) => count);
  };

  const cursors = async () =>
    (await inventory.cursors('inventory')).filter(({ source, position }) => source === 'orders' && position > 0);

  it('hands every event to its handler, and appends what that decides with the cursor', async () => {
    startRelay();
    await startApp();
    const [id] = await place(1);
    await expectDecidedOnce(1);
    const [decision] = await decisions();
    expect(decision).toMatchObject({
      streamId: `tally-${id}`,
      key: id,
      type: 'Counted',
      data: { position: 1, before: 0 },
    });
    const cause = await orders.eventAt(1);
    expect(decision?.meta).toMatchObject({
      actor: { type: 'service', id: 'inventory' },
      causationId: cause?.eventId,
      correlationId: 'r',
    });
    expect(await cursors()).toEqual([
      { source: 'orders', partition: cause?.partition, position: 1, eventId: cause?.eventId },
    ]);
  });

  it('gives each handler to its own transport alone, so that no event is handled twice', async () => {
    startRelay();
    const { events, rpc } = await startApp();
    expect([...events.getHandlers().keys()].sort()).toEqual(['orders.OrderPlaced', 'orders.OrderRejected']);
    expect([...rpc.getHandlers().keys()]).toEqual(['rpc.v1.orders.get']);
    const ids = await place(50);
    await place(50, 'OrderRejected', ids);
    await expectDecidedOnce(100);
    expect(called).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
    const reply = await broker.nats.request('rpc.v1.orders.get', JSON.stringify({ pattern: 'x', data: {}, id: '1' }));
    expect(reply.json()).toMatchObject({ response: 'pong' });
  });

  it('handles a whole batch with one query and one append, later events on what earlier ones decided', async () => {
    const relay = startRelay();
    const ids = await place(100);
    await place(100, 'OrderPlaced', ids);
    await place(100, 'OrderRejected', ids);
    await eventually(() => expect(relay.status.relayed).toBe(300));
    const appends = jest.spyOn(inventory, 'appendGroup');
    const queries = jest.spyOn(inventory, 'loadMany');
    await startApp();
    await expectDecidedOnce(300);
    // The reader hands over what has arrived when the handlers are free: two or three batches at most.
    expect(appends.mock.calls.filter(([units]) => units.length > 0).length).toBeLessThan(5);
    expect(queries.mock.calls.length).toBeLessThan(5);
    const before = (await decisions()).map(({ data }) => data.before);
    expect(before.filter((events) => events === 2)).toHaveLength(100);
  });

  it('waits for a stream that does not exist yet', async () => {
    const { events } = await startApp();
    await place(3);
    expect(events.problem).toBeNull();
    startRelay();
    await expectDecidedOnce(3);
  });

  it('handles each event once while the broker is killed, wiped and restarted', async () => {
    startRelay();
    await startApp();
    let placed = 0;
    for (const wipe of [false, true, false, true]) {
      await place(400);
      placed += 400;
      await eventually(async () => expect(await inventory.head()).toBeGreaterThan(placed - 400));
      await nats.kill9();
      if (wipe) nats.wipe();
      await place(50);
      placed += 50;
      await nats.restart();
    }
    await place(10);
    await expectDecidedOnce(placed + 10);
  });

  it('goes on within a second after the broker is back', async () => {
    startRelay();
    await startApp();
    await place(1);
    await expectDecidedOnce(1);
    await nats.kill9();
    await place(1);
    await nats.restart();
    const back = Date.now();
    await eventually(async () => expect(await inventory.head()).toBe(2), { intervalMs: 5 });
    expect(Date.now() - back).toBeLessThan(1_000);
  });

  it('goes on when its consumer has vanished', async () => {
    startRelay();
    await startApp();
    await place(1);
    await expectDecidedOnce(1);
    for await (const { name } of manager.consumers.list('ORDERS')) await manager.consumers.delete('ORDERS', name);
    await place(1);
    await expectDecidedOnce(2);
  });

  it('handles each event once while its database connections are cut', async () => {
    startRelay();
    await startApp();
    const admin = new Client({ connectionString: postgres.url });
    await admin.connect();
    for (let i = 0; i < 5; i++) {
      await place(300);
      await eventually(async () => expect(await inventory.head()).toBeGreaterThan(i * 300));
      await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'windrose inventory'`,
      );
    }
    await admin.end();
    await expectDecidedOnce(1_500);
  });

  it('waits for what an event needs and can not be reached: those behind it wait, and none is skipped', async () => {
    let broken = true;
    handle = (context) => {
      if (broken && context.event.position === 20) throw new ServiceUnavailable('no such warehouse');
      return count(context);
    };
    startRelay();
    const { events } = await startApp();
    await place(40);
    await eventually(() => expect(called.filter((position) => position === 20).length).toBeGreaterThan(2));
    expect((await decisions()).map(({ data }) => data.position)).toEqual(Array.from({ length: 19 }, (_, i) => i + 1));
    expect(events.sources).toMatchObject([
      { source: 'orders', state: 'retrying', problem: 'event 20: no such warehouse', position: 19 },
    ]);
    expect(await metrics.getSingleMetricAsString('windrose_consumer_handler_failures_total')).toMatch(
      /group="inventory",source="orders",type="OrderPlaced"\} \d/,
    );
    broken = false;
    await expectDecidedOnce(40);
    expect(events.sources).toMatchObject([{ state: 'running', problem: null, position: 40 }]);
  });

  it('gives two handlers of one event one fate', async () => {
    let failures = 0;
    handleToo = async () => {
      if (failures++ < 2) throw new Error('not yet');
    };
    startRelay();
    await startApp({ module: TwoHandlersModule });
    await place(1);
    await expectDecidedOnce(1);
    expect(called).toEqual([1, 1, 1]);
    expect(failures).toBe(3);
  });

  it('decides again on the new state when somebody else was faster', async () => {
    let intruded = 0;
    handle = async (context) => {
      const stream = tallyStream(context.event.key);
      if (intruded++ < 3)
        await inventory.append({
          stream,
          expectedVersion: 'any',
          events: [{ type: 'Intruded', data: {} }],
          meta: META,
        });
      await count(context);
    };
    startRelay();
    await startApp();
    await place(1);
    await eventually(async () =>
      expect((await decisions()).at(-1)).toMatchObject({ type: 'Counted', data: { before: 3 } }),
    );
    expect((await decisions()).filter(({ type }) => type === 'Counted')).toHaveLength(1);
    expect(called).toEqual([1, 1, 1, 1]);
  });

  it('shares the partitions with another instance, which takes over when it leaves', async () => {
    const second = await openTestLog(inventoryUrl, 'inventory');
    stops.push(() => second.close());
    startRelay();
    const [one, two] = await Promise.all([startApp(), startApp({ log: second })]);
    for (let i = 0; i < 5; i++) await place(60);
    await eventually(async () => expect(await holders()).toEqual([8, 8]));
    for (let i = 0; i < 5; i++) await place(60);
    await eventually(async () => expect(await inventory.head()).toBe(600), { timeoutMs: 30_000 });
    await one.close();
    expect(await holders()).toEqual([8]);
    await place(60);
    await eventually(async () => expect(await inventory.head()).toBe(660), { timeoutMs: 30_000 });
    await expectDecidedOnceByPartition(660);
    expect(two.events.sources).toMatchObject([{ state: 'running', problem: null }]);
  });

  it('stores how far quiet partitions have come, and handles nothing again after a restart', async () => {
    startRelay();
    const { close } = await startApp();
    await place(5);
    await place(3, 'OrderConfirmed');
    await expectDecidedOnce(5);
    await eventually(async () => expect((await cursors()).map(({ position }) => position)).toEqual(Array(16).fill(8)));
    await close();
    called = [];
    await startApp();
    await place(1);
    await eventually(() => expect(called).toEqual([9]));
  });

  it('starts a group with another name at the beginning', async () => {
    startRelay();
    const { close } = await startApp();
    await place(3);
    await expectDecidedOnce(3);
    await close();
    called = [];
    const again = new JetStreamStrategy({ log: inventory, broker, logger, group: 'inventory-2' });
    again.addHandler(
      'orders.OrderPlaced',
      async (_: unknown, context?: EventContext) => void called.push(context!.event.position),
      true,
    );
    again.listen((error) => expect(error).toBeUndefined());
    stops.push(() => again.close());
    await eventually(() => expect(called).toEqual([1, 2, 3]));
  });

  it('finishes the batch that runs when it is told to stop, and begins no other', async () => {
    let finish: () => void = () => {};
    const finished = new Promise<void>((resolve) => (finish = resolve));
    handle = async (context) => {
      await finished;
      await count(context);
    };
    startRelay();
    const { close } = await startApp();
    await place(1);
    await eventually(() => expect(called).toEqual([1]));
    await place(1);
    const closing = close();
    finish();
    await closing;
    expect((await decisions()).map(({ data }) => data.position)).toEqual([1]);
    expect(called).toEqual([1]);
  });

  it('stops at a hole in the stream whose owner is not there, instead of skipping what is lost', async () => {
    const relay = startRelay();
    await place(10);
    await eventually(() => expect(relay.status.relayed).toBe(10));
    await manager.streams.purge('ORDERS', { seq: 5 });
    const { events } = await startApp();
    await eventually(() =>
      expect(events.problem).toMatch(/^ORDERS lacks events from 1 to 4, and its owner can't be asked: /),
    );
    expect(called).toEqual([]);
    expect(await metrics.getSingleMetricAsString('windrose_consumer_stopped')).toContain(
      'windrose_consumer_stopped{group="inventory",source="orders"} 1',
    );
  });

  it('does not go on with the stream of another log', async () => {
    const relay = startRelay();
    const { close } = await startApp();
    await place(3);
    await expectDecidedOnce(3);
    await close();
    await relay.stop();
    await manager.streams.delete('ORDERS');
    const { log: other, databaseUrl } = await createTestLog(postgres, 'orders');
    stops.push(() => other.close());
    const units = Array.from({ length: 5 }, newId).map((id) => ({
      stream: { id: `order-${id}`, key: id },
      expectedVersion: 0,
      events: [{ type: 'OrderPlaced', data: { orderId: id } }],
      meta: META,
    }));
    await other.appendGroup(units);
    startRelay(other, databaseUrl);
    const { events } = await startApp();
    await eventually(() =>
      expect(events.problem).toMatch(new RegExp(`^orders 3 was event .* when it was handled; log ${other.logId} has `)),
    );
    expect((await decisions()).map(({ data }) => data.position)).toEqual([1, 2, 3]);
  });

  it('refuses a pattern that no log has events for', () => {
    const strategy = new JetStreamStrategy({ log: inventory, broker, logger });
    strategy.addHandler('orders.Order.Placed', () => Promise.resolve(), true);
    let said: unknown;
    strategy.listen((error) => (said = error));
    expect(String(said)).toContain('the event pattern "orders.Order.Placed" is not <source>.<EventType>');
  });
});
