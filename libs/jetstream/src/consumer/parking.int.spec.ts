import { ParkingStore, type Decider, type EventLog } from '@windrose/event-log';
import { createLogger, metrics, newId, partitionOf, ServiceUnavailable } from '@windrose/platform';
import {
  createTestLog,
  eventually,
  openTestLog,
  startTestNats,
  startTestPostgres,
  type TestNats,
  type TestPostgres,
} from '@windrose/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectNats, type BrokerConnection } from '../broker/connection';
import { Relay } from '../mirror/relay';
import type { EventContext } from './event-context';
import { JetStreamStrategy } from './jetstream-strategy';
import type { ParkingOptions } from './parking-options';

const logger = createLogger('test', { LOG_LEVEL: 'silent' });
const META = {
  actor: { type: 'customer', id: 'c' },
  tenant: 'default',
  causationId: null,
  correlationId: 'r',
} as const;

interface Tally {
  readonly events: number;
}
const tally: Decider<Tally> = { initialState: { events: 0 }, evolve: ({ events }) => ({ events: events + 1 }) };

/** An event of a source, as the tests name it: `orders 3`. */
const nameOf = ({ source, position }: { readonly source: string; readonly position: number }): string =>
  `${source} ${position}`;

interface Decision {
  readonly of: string;
  readonly before: number;
}

async function count({ work, event, meta }: EventContext): Promise<void> {
  const stream = { id: `tally-${event.key}`, key: event.key };
  const { state } = await work.load(tally, stream.id);
  const data: Decision = { of: nameOf(event), before: state.events };
  work.append(tally, { stream, events: [{ type: 'Counted', data }], meta });
}

describe('parking', () => {
  let postgres: TestPostgres;
  let nats: TestNats;
  let broker: BrokerConnection;
  let orders: EventLog;
  let payments: EventLog;
  let inventory: EventLog;
  let inventoryUrl: string;
  let stops: (() => Promise<unknown>)[];
  /** What the handlers do, and the events that they were called for. */
  let handle: (context: EventContext) => Promise<void>;
  let called: string[];

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
    const [ordersLog, paymentsLog, inventoryLog] = await Promise.all(
      (['orders', 'payments', 'inventory'] as const).map((service) => createTestLog(postgres, service)),
    );
    orders = ordersLog!.log;
    payments = paymentsLog!.log;
    ({ log: inventory, databaseUrl: inventoryUrl } = inventoryLog!);
    for (const { log, databaseUrl } of [ordersLog!, paymentsLog!]) {
      const relay = new Relay({ log, broker, databaseUrl, logger });
      relay.start();
      stops.push(() => relay.stop());
    }
  });
  afterEach(async () => {
    for (const stop of stops.reverse()) await stop();
    await Promise.all([orders.close(), payments.close(), inventory.close(), broker.close()]);
    await nats.stop();
  });

  function start(parking: Partial<ParkingOptions> = {}, log = inventory): JetStreamStrategy {
    const strategy = new JetStreamStrategy({ log, broker, logger, leaseMs: 1_000, parking: { tries: 2, ...parking } });
    const handler = async (_: unknown, context?: EventContext): Promise<void> => {
      called.push(nameOf(context!.event));
      await handle(context!);
    };
    strategy.addHandler('orders.OrderPlaced', handler, true);
    strategy.addHandler('payments.PaymentAuthorized', handler, true);
    strategy.listen((error) => expect(error).toBeUndefined());
    let closed: Promise<void> | undefined;
    const close = strategy.close.bind(strategy);
    strategy.close = () => (closed ??= close());
    stops.push(() => strategy.close());
    return strategy;
  }

  const TYPES = { orders: 'OrderPlaced', payments: 'PaymentAuthorized' } as const;

  /** One event of each key, in this order. */
  async function append(service: 'orders' | 'payments', ...keys: readonly string[]): Promise<void> {
    const units = keys.map((key) => ({
      stream: { id: `${service}-${key}`, key },
      events: [{ type: TYPES[service], data: { orderId: key, price: '1.10' } }],
      meta: META,
    }));
    const log = service === 'orders' ? orders : payments;
    expect(await log.appendGroup(units)).toMatchObject({ status: 'appended' });
  }

  async function decisions(key?: string): Promise<Decision[]> {
    const rows = await inventory.readAll({ after: 0, limit: 100_000 });
    return rows.filter((row) => key === undefined || row.key === key).map(({ dataText }) => JSON.parse(dataText));
  }
  const decided = async (key?: string): Promise<string[]> => (await decisions(key)).map(({ of }) => of);

  const line = async (key: string): Promise<string[]> =>
    (await new ParkingStore(inventory, 'inventory').line(key, 1_000)).map(nameOf);

  async function parkedKeys(): Promise<Record<string, string[]>> {
    const { rows } = await inventory.pool.query<{ key: string; history: { error: string }[] }>(
      'select key, history from inventory.parked_keys order by parked_at',
    );
    return Object.fromEntries(rows.map(({ key, history }) => [key, history.map(({ error }) => error)]));
  }

  async function wish(key: string, wish: 'redrive' | 'discard', event?: { source: string; position: number }) {
    await inventory.pool.query(
      `insert into inventory.parked_wishes (parked_id, wish, source, position, reason, wished_by)
       select id, $2, $3, $4, 'test', 'operator:o' from inventory.parked_keys where key = $1`,
      [key, wish, event?.source ?? null, event?.position ?? null],
    );
  }

  const failFor = (...keys: string[]): void => {
    handle = (context) => {
      if (keys.includes(context.event.key)) throw new Error(`no shelf for ${nameOf(context.event)}`);
      return count(context);
    };
  };

  /** Keys of one partition. */
  function keysOf(partition: number, count: number): string[] {
    const keys: string[] = [];
    while (keys.length < count) {
      const key = newId();
      if (partitionOf(key, 16) === partition) keys.push(key);
    }
    return keys;
  }

  it('lets all other keys flow on, while the later events of the key wait in order, across sources', async () => {
    const [bad, good] = keysOf(3, 2) as [string, string];
    failFor(bad);
    const { problem } = start();
    await append('orders', good, bad, good, bad);
    await eventually(async () => expect(await line(bad)).toEqual(['orders 2', 'orders 4']));
    await append('payments', bad, good);
    await eventually(async () => expect(await line(bad)).toEqual(['orders 2', 'orders 4', 'payments 1']));
    await append('orders', bad, good);
    await eventually(async () => expect(await decided()).toEqual(['orders 1', 'orders 3', 'payments 2', 'orders 6']));
    expect(await line(bad)).toEqual(['orders 2', 'orders 4', 'payments 1', 'orders 5']);
    expect(await parkedKeys()).toEqual({ [bad]: ['no shelf for orders 2'] });
    // The event itself was tried as often as it should be, those behind it not at all.
    expect(called.filter((name) => name === 'orders 2').length).toBeGreaterThanOrEqual(2);
    expect(called).not.toContain('orders 4');
    expect(problem).toBeNull();
    // The cursors have passed them: nothing of it depends on the broker any more.
    const cursors = await eventually(async () => {
      const found = await inventory.cursors('inventory');
      expect(found.every(({ source, position }) => position === (source === 'orders' ? 6 : 2))).toBe(true);
      return found;
    });
    expect(cursors).toHaveLength(32);
  });

  it('keeps the very event, whatever becomes of its stream', async () => {
    const bad = newId();
    failFor(bad);
    start();
    await append('orders', bad);
    const [parked] = await eventually(async () => {
      const found = await new ParkingStore(inventory, 'inventory').line(bad, 1);
      expect(found).toHaveLength(1);
      return found;
    });
    const original = await orders.eventAt(1);
    expect(parked).toMatchObject({
      ...original,
      recordedAt: original!.recordedAt,
      source: 'orders',
      logId: orders.logId,
      data: JSON.parse(original!.dataText),
      meta: JSON.parse(original!.metaText),
    });
  });

  it('finds the one event of a batch whose decision can not be stored', async () => {
    const keys = Array.from({ length: 40 }, newId);
    const bad = keys[29]!;
    handle = (context) => {
      if (context.event.key !== bad) return count(context);
      const { work, event, meta } = context;
      const stream = { id: `tally-${event.key}`, key: event.key };
      work.append(null, { stream, events: [{ type: 'Counted', data: { text: 'x'.repeat(300_000) } }], meta });
      return Promise.resolve();
    };
    await append('orders', ...keys);
    start();
    await eventually(async () => expect(await inventory.head()).toBe(39));
    expect(await line(bad)).toEqual(['orders 30']);
    expect(Object.values(await parkedKeys())[0]![0]).toContain('at most 262144 are allowed');
  });

  it('finds the one event of a batch whose stream can not be folded', async () => {
    const keys = Array.from({ length: 10 }, newId);
    const bad = keys[4]!;
    await inventory.append({
      stream: { id: `tally-${bad}`, key: bad },
      events: [{ type: 'Odd', data: {} }],
      meta: META,
    });
    const picky: Decider<Tally> = {
      ...tally,
      evolve: (state, { type }) => {
        if (type === 'Odd') throw new Error('an odd event');
        return { events: state.events + 1 };
      },
    };
    handle = async ({ work, event, meta }) => {
      const stream = { id: `tally-${event.key}`, key: event.key };
      await work.load(picky, stream.id);
      work.append(null, { stream, events: [{ type: 'Counted', data: { of: nameOf(event), before: 0 } }], meta });
    };
    start();
    await append('orders', ...keys);
    await eventually(async () => expect(await parkedKeys()).toEqual({ [bad]: ['an odd event'] }));
    await eventually(async () => expect(await inventory.head()).toBe(10));
  });

  it('never parks because of what can not be reached', async () => {
    const key = newId();
    let failures = 0;
    handle = (context) => {
      if (++failures <= 6) throw new ServiceUnavailable('the warehouse is closed');
      return count(context);
    };
    start({ tries: 1 });
    await append('orders', key);
    await eventually(async () => expect(await decided()).toEqual(['orders 1']), { timeoutMs: 30_000 });
    expect(await parkedKeys()).toEqual({});
  });

  it('does not let a batch of another source overtake the event whose key is being parked', async () => {
    const bad = newId();
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    handle = async (context) => {
      if (context.event.source === 'orders') throw new Error('no shelf');
      await released;
      await count(context);
    };
    start();
    await append('payments', bad);
    await eventually(() => expect(called).toEqual(['payments 1']));
    await append('orders', bad);
    await eventually(async () => expect(await line(bad)).toEqual(['orders 1']));
    // The payment's decision was made before anybody knew of the parked key: now it is too late for it.
    release();
    await eventually(async () => expect(await line(bad)).toEqual(['orders 1', 'payments 1']));
    expect(await decided()).toEqual([]);
  });

  it('goes on for whoever takes the partition over', async () => {
    const [bad, good] = keysOf(5, 2) as [string, string];
    failFor(bad);
    const first = start();
    await append('orders', bad);
    await eventually(async () => expect(await line(bad)).toEqual(['orders 1']));
    await first.close();
    const other = await openTestLog(inventoryUrl, 'inventory');
    stops.push(() => other.close());
    handle = count;
    start({}, other);
    await append('orders', bad, good);
    await eventually(async () => expect(await decided()).toEqual(['orders 3']));
    expect(await line(bad)).toEqual(['orders 1', 'orders 2']);
    await wish(bad, 'redrive');
    await eventually(async () => expect(await decided(bad)).toEqual(['orders 1', 'orders 2']));
    await eventually(async () => expect(await parkedKeys()).toEqual({}));
  });

  describe('a redrive', () => {
    it('handles the line in its order, each event once, and ends the parking', async () => {
      const bad = newId();
      failFor(bad);
      start();
      await append('orders', bad, bad);
      await eventually(async () => expect(await line(bad)).toHaveLength(2));
      await append('payments', bad);
      await eventually(async () => expect(await line(bad)).toHaveLength(3));
      handle = count;
      await wish(bad, 'redrive');
      await eventually(async () => expect(await parkedKeys()).toEqual({}));
      expect(await decisions(bad)).toEqual([
        { of: 'orders 1', before: 0 },
        { of: 'orders 2', before: 1 },
        { of: 'payments 1', before: 2 },
      ]);
      await append('payments', bad);
      await eventually(async () => expect((await decisions(bad)).at(-1)).toEqual({ of: 'payments 2', before: 3 }));
      expect(await line(bad)).toEqual([]);
      const { rows } = await inventory.pool.query('select * from inventory.parked_wishes');
      expect(rows).toEqual([]);
    });

    it('leaves what fails again parked, with all behind it, and says why', async () => {
      const bad = newId();
      failFor(bad);
      start();
      await append('orders', bad, bad, bad);
      await eventually(async () => expect(await line(bad)).toHaveLength(3));
      handle = (context) => {
        if (context.event.position === 2) throw new Error('no lorry');
        return count(context);
      };
      await wish(bad, 'redrive');
      await eventually(async () =>
        expect(await parkedKeys()).toEqual({ [bad]: ['no shelf for orders 1', 'no lorry'] }),
      );
      expect(await decided()).toEqual(['orders 1']);
      expect(await line(bad)).toEqual(['orders 2', 'orders 3']);
      handle = count;
      await wish(bad, 'redrive');
      await eventually(async () => expect(await decided()).toEqual(['orders 1', 'orders 2', 'orders 3']));
    });

    it('waits for what can not be reached', async () => {
      const bad = newId();
      failFor(bad);
      start();
      await append('orders', bad);
      await eventually(async () => expect(await line(bad)).toHaveLength(1));
      let failures = 0;
      handle = (context) => {
        if (++failures <= 4) throw new ServiceUnavailable('the warehouse is closed');
        return count(context);
      };
      await wish(bad, 'redrive');
      await eventually(async () => expect(await decided()).toEqual(['orders 1']));
      expect(failures).toBe(5);
    });

    it('keeps the order while new events of the key arrive from all sources', async () => {
      const keys = Array.from({ length: 4 }, newId);
      failFor(...keys);
      start({ keys: 10 });
      await append('orders', ...keys);
      await eventually(async () => expect(Object.keys(await parkedKeys())).toHaveLength(4));
      handle = count;
      let rounds = 1;
      let over = false;
      const feed = (async () => {
        while (!over) {
          await Promise.all([append('orders', ...keys, ...keys), append('payments', ...keys)]);
          rounds++;
          await sleep(20);
        }
      })();
      for (let i = 0; i < 3; i++) {
        for (const key of keys) await wish(key, 'redrive');
        await eventually(async () => expect(await parkedKeys()).toEqual({}), { timeoutMs: 30_000 });
        // And into the line again.
        if (i < 2) {
          failFor(...keys);
          await eventually(async () => expect(Object.keys(await parkedKeys())).toHaveLength(4), { timeoutMs: 30_000 });
          handle = count;
        }
      }
      over = true;
      await feed;
      const total = 4 + (rounds - 1) * 12;
      await eventually(async () => expect(await inventory.head()).toBe(total), { timeoutMs: 30_000 });
      for (const key of keys) {
        const made = await decisions(key);
        expect(made.map(({ before }) => before)).toEqual(made.map((_, i) => i));
        for (const source of ['orders ', 'payments ']) {
          const positions = made.filter(({ of }) => of.startsWith(source)).map(({ of }) => Number(of.split(' ')[1]));
          expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
        }
      }
    }, 120_000);
  });

  describe('a discard', () => {
    it('takes one event out of the line and keeps it, with who wanted that and why', async () => {
      const bad = newId();
      failFor(bad);
      start();
      await append('orders', bad, bad, bad);
      await eventually(async () => expect(await line(bad)).toHaveLength(3));
      await wish(bad, 'discard', { source: 'orders', position: 1 });
      await eventually(async () => expect(await line(bad)).toEqual(['orders 2', 'orders 3']));
      handle = count;
      await wish(bad, 'redrive');
      await eventually(async () => expect(await decided()).toEqual(['orders 2', 'orders 3']));
      const { rows } = await inventory.pool.query(
        `select kind, key, source, position, reason, discarded_by, data ->> 'orderId' as order_id,
           history -> 0 ->> 'error' as error from inventory.discarded`,
      );
      expect(rows).toEqual([
        {
          ...{ kind: 'event', key: bad, source: 'orders', position: 1, reason: 'test', discarded_by: 'operator:o' },
          ...{ order_id: bad, error: 'no shelf for orders 1' },
        },
      ]);
    });

    it('of the whole key ends its parking', async () => {
      const bad = newId();
      failFor(bad);
      start();
      await append('orders', bad, bad);
      await eventually(async () => expect(await line(bad)).toHaveLength(2));
      await wish(bad, 'discard');
      await eventually(async () => expect(await parkedKeys()).toEqual({}));
      handle = count;
      await append('orders', bad);
      await eventually(async () => expect(await decided()).toEqual(['orders 3']));
      const { rows } = await inventory.pool.query('select position from inventory.discarded order by id');
      expect(rows).toEqual([{ position: 1 }, { position: 2 }]);
    });
  });

  describe('the breaker', () => {
    it('stops a partition instead of parking one key after the other, and tries it again by itself', async () => {
      const many = keysOf(7, 5);
      const elsewhere = keysOf(8, 1);
      handle = (context) => {
        if (!elsewhere.includes(context.event.key)) throw new Error('a bad deploy');
        return count(context);
      };
      const strategy = start({ keys: 3, pauseMs: 300, longestPauseMs: 1_000 });
      await append('orders', ...many, ...elsewhere);
      await eventually(async () => expect(await decided()).toEqual(['orders 6']));
      await eventually(() =>
        expect(strategy.problem).toBe(
          `partition 7 was stopped: 3 keys were parked within 60 s, and orders.OrderPlaced 4 can't be handled either: a bad deploy`,
        ),
      );
      const stopped = (): Promise<string> => metrics.getSingleMetricAsString('windrose_consumer_stopped_partitions');
      expect(await stopped()).toContain('windrose_consumer_stopped_partitions{group="inventory"} 1');
      // It is tried again and again, and parks no more.
      const before = called.length;
      await eventually(() =>
        expect(called.slice(before).filter((name) => name === 'orders 4').length).toBeGreaterThan(3),
      );
      expect(Object.keys(await parkedKeys())).toEqual(many.slice(0, 3));
      await append('payments', many[4]!, ...elsewhere);
      await eventually(async () => expect(await decided()).toEqual(['orders 6', 'payments 2']));
      handle = count;
      await eventually(async () =>
        expect((await decided()).sort()).toEqual(['orders 4', 'orders 5', 'orders 6', 'payments 1', 'payments 2']),
      );
      await eventually(() => expect(strategy.problem).toBeNull());
      expect(await stopped()).toContain('windrose_consumer_stopped_partitions{group="inventory"} 0');
      await strategy.close();
      expect(await stopped()).not.toContain('group="inventory"');
      expect((await decisions(many[4])).map(({ before: earlier }) => earlier)).toEqual([0, 1]);
    });
  });
});
