import { ParkingStore, type Decider, type EventLog } from '@windrose/event-log';
import { createLogger } from '@windrose/platform';
import { createTestLog, startTestNats, startTestPostgres, type TestNats, type TestPostgres } from '@windrose/testing';
import { connectNats, type BrokerConnection } from '../broker/connection';
import { Relay } from '../mirror/relay';
import type { EventContext } from './event-context';
import { JetStreamStrategy } from './jetstream-strategy';
import type { ParkingOptions } from './parking-options';

const logger = createLogger('test', { LOG_LEVEL: 'silent' });
export const META = {
  actor: { type: 'customer', id: 'c' },
  tenant: 'default',
  causationId: null,
  correlationId: 'r',
} as const;
const TYPES = { orders: 'OrderPlaced', payments: 'PaymentAuthorized' } as const;

export interface Tally {
  readonly events: number;
}
export const tally: Decider<Tally> = {
  initialState: { events: 0 },
  evolve: ({ events }) => ({ events: events + 1 }),
};

interface Decision {
  /** The event that it was made on. */
  readonly of: string;
  /** How many the key had before. */
  readonly before: number;
}

/** An event of a source, as the tests name it: `orders 3`. */
export function nameOf({ source, position }: { readonly source: string; readonly position: number }): string {
  return `${source} ${position}`;
}

/** The handler of a service that works. */
export async function count({ work, event, meta }: EventContext): Promise<void> {
  const stream = { id: `tally-${event.key}`, key: event.key };
  const { state } = await work.load(tally, stream.id);
  const data: Decision = { of: nameOf(event), before: state.events };
  work.append(tally, { stream, events: [{ type: 'Counted', data }], meta });
}

/** An inventory that consumes the orders and payments logs, all new for each of the caller's tests. */
export function inventoryThatParks(): InventoryThatParks {
  const inventory = new InventoryThatParks();
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());
  beforeEach(() => inventory.open(postgres));
  afterEach(() => inventory.close());
  return inventory;
}

class InventoryThatParks {
  log!: EventLog;
  databaseUrl!: string;
  orders!: EventLog;
  /** What the handlers do. */
  handle: (context: EventContext) => Promise<void> = count;
  /** The events that they were called for. */
  called: string[] = [];
  private payments!: EventLog;
  private nats!: TestNats;
  private broker!: BrokerConnection;
  private stops: (() => Promise<unknown>)[] = [];

  async open(postgres: TestPostgres): Promise<void> {
    this.stops = [];
    this.called = [];
    this.handle = count;
    this.nats = await startTestNats();
    const broker = await connectNats({ url: this.nats.url, name: 'test', logger });
    this.broker = broker;
    const logs = await Promise.all(
      (['orders', 'payments', 'inventory'] as const).map((service) => createTestLog(postgres, service)),
    );
    const [orders, payments, inventory] = logs;
    this.orders = orders!.log;
    this.payments = payments!.log;
    ({ log: this.log, databaseUrl: this.databaseUrl } = inventory!);
    for (const { log, databaseUrl } of [orders!, payments!]) {
      const relay = new Relay({ log, broker, databaseUrl, logger });
      relay.start();
      this.atTheEnd(() => relay.stop());
    }
  }

  async close(): Promise<void> {
    for (const stop of this.stops.reverse()) await stop();
    await Promise.all([this.orders.close(), this.payments.close(), this.log.close(), this.broker.close()]);
    await this.nats.stop();
  }

  atTheEnd(stop: () => Promise<unknown>): void {
    this.stops.push(stop);
  }

  /** An instance that consumes. */
  start(parking: Partial<ParkingOptions> = {}, log = this.log): JetStreamStrategy {
    const strategy = new JetStreamStrategy({
      ...{ log, broker: this.broker, logger, leaseMs: 1_000 },
      parking: { tries: 2, ...parking },
    });
    const handler = async (_: unknown, context?: EventContext): Promise<void> => {
      this.called.push(nameOf(context!.event));
      await this.handle(context!);
    };
    strategy.addHandler('orders.OrderPlaced', handler, true);
    strategy.addHandler('payments.PaymentAuthorized', handler, true);
    strategy.listen((error) => expect(error).toBeUndefined());
    let closed: Promise<void> | undefined;
    const close = strategy.close.bind(strategy);
    strategy.close = () => (closed ??= close());
    this.atTheEnd(() => strategy.close());
    return strategy;
  }

  failFor(...keys: string[]): void {
    this.handle = (context) => {
      if (keys.includes(context.event.key)) throw new Error(`no shelf for ${nameOf(context.event)}`);
      return count(context);
    };
  }

  /** One event of each key, in this order. */
  async append(service: 'orders' | 'payments', ...keys: readonly string[]): Promise<void> {
    const units = keys.map((key) => ({
      stream: { id: `${service}-${key}`, key },
      events: [{ type: TYPES[service], data: { orderId: key, price: '1.10' } }],
      meta: META,
    }));
    expect(await this[service].appendGroup(units)).toMatchObject({ status: 'appended' });
  }

  /** What was decided, in its order: of all keys, or of one. */
  async decisions(key?: string): Promise<Decision[]> {
    const rows = await this.log.readAll({ after: 0, limit: 100_000 });
    const own = rows.filter((row) => key === undefined || row.key === key);
    return own.map(({ dataText }) => JSON.parse(dataText) as Decision);
  }

  async decided(key?: string): Promise<string[]> {
    return (await this.decisions(key)).map(({ of }) => of);
  }

  /** The parked events of a key, in the order in which they wait. */
  async line(key: string): Promise<string[]> {
    return (await new ParkingStore(this.log, 'inventory').line(key, 1_000)).map(nameOf);
  }

  /** The parked keys, each with its errors. */
  async parkedKeys(): Promise<Record<string, string[]>> {
    const { rows } = await this.log.pool.query<{ key: string; history: { error: string }[] }>(
      'select key, history from inventory.parked_keys order by parked_at',
    );
    return Object.fromEntries(rows.map(({ key, history }) => [key, history.map(({ error }) => error)]));
  }

  /** Stores what an operator wishes of a key, or of one event in its line. */
  async wish(key: string, wish: 'redrive' | 'discard', event?: { source: string; position: number }): Promise<void> {
    await this.log.pool.query(
      `insert into inventory.parked_wishes (parked_id, wish, source, position, reason, wished_by)
       select id, $2, $3, $4, 'test', 'operator:o' from inventory.parked_keys where key = $1`,
      [key, wish, event?.source ?? null, event?.position ?? null],
    );
  }
}
