import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import type { EventLog, Unit } from '@windrose/event-log';
import { createLogger } from '@windrose/platform';
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
import { connectNats, type BrokerConnection } from '../src/broker/connection';
import { JetStreamStrategy } from '../src/consumer/jetstream-strategy';
import type { EventContext } from '../src/consumer/event-context';
import type { MirrorOptions } from '../src/mirror/mirror-config';
import { Relay } from '../src/mirror/relay';

export const logger = createLogger('test', { LOG_LEVEL: 'silent' });

const META = {
  actor: { type: 'service', id: 'test' },
  tenant: 'default',
  causationId: null,
  correlationId: 'c',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
} as const;

export interface Servers {
  readonly postgres: TestPostgres;
  readonly nats: TestNats;
}

export async function startServers(): Promise<Servers> {
  const [postgres, nats] = await Promise.all([startTestPostgres(), startTestNats()]);
  return { postgres, nats };
}

export async function stopServers({ postgres, nats }: Servers): Promise<void> {
  await Promise.all([nats.stop(), postgres.stop()]);
}

/** A log of `orders` with its relay, and a consumer of it in `inventory`. */
export class RepairSystem {
  readonly handled: number[] = [];
  private readonly stops: (() => Promise<unknown>)[] = [];

  private constructor(
    readonly broker: BrokerConnection,
    readonly manager: JetStreamManager,
    public log: EventLog,
    readonly databaseUrl: string,
    readonly inventory: EventLog,
  ) {}

  /** On servers that others have used before: the streams are gone, the databases are new. */
  static async start({ postgres, nats }: Servers): Promise<RepairSystem> {
    const broker = await connectNats({ url: nats.url, name: 'test', logger });
    const manager = await jetstreamManager(broker.nats, { checkAPI: false, timeout: 5_000 });
    const orders = await createTestLog(postgres, 'orders');
    const inventory = await createTestLog(postgres, 'inventory');
    return new RepairSystem(...([broker, manager, orders.log, orders.databaseUrl] as const), inventory.log);
  }

  async stop(): Promise<void> {
    for (const stop of this.stops.reverse()) await stop();
    await this.manager.streams.delete('ORDERS').catch(() => undefined);
    await Promise.all([this.log.close(), this.inventory.close(), this.broker.close()]);
  }

  /** Two events in each of so many new streams, or what `unit` says besides. */
  async append(streams: number, prefix: string, unit: (n: number) => Partial<Unit> = () => ({})): Promise<void> {
    for (let n = 0; n < streams; n++) {
      const key = `${prefix}-${n}`;
      const events = [1, 2].map((step) => ({ type: 'OrderPlaced', data: { key, step, name: 'Zoë "x"\u2028' } }));
      const { status } = await this.log.append({ stream: { id: `order-${key}`, key }, events, meta: META, ...unit(n) });
      if (status !== 'appended') throw new Error(`the append was not made: ${status}`);
    }
  }

  startRelay(mirror: MirrorOptions = {}): Relay {
    const { log, broker, databaseUrl } = this;
    const relay = new Relay({ log, broker, databaseUrl, logger, mirror, compareEveryMs: 200 });
    relay.start();
    this.stops.push(() => relay.stop());
    return relay;
  }

  startConsumer(handler: (context: EventContext) => Promise<void> = () => Promise.resolve()): JetStreamStrategy {
    const consumer = new JetStreamStrategy({ log: this.inventory, broker: this.broker, logger });
    consumer.addHandler(
      'orders.OrderPlaced',
      async (_: unknown, context?: EventContext) => {
        if (context === undefined) return;
        await handler(context);
        this.handled.push(context.event.position);
      },
      true,
    );
    consumer.listen(() => undefined);
    this.stops.push(() => consumer.close());
    return consumer;
  }

  /** As a new process would: it remembers nothing that the database has lost. */
  async reopen(): Promise<void> {
    await this.log.close();
    this.log = await openTestLog(this.databaseUrl, 'orders');
  }

  async mirrored(count: number): Promise<void> {
    await eventually(async () => expect((await this.manager.streams.info('ORDERS')).state.last_seq).toBe(count), {
      timeoutMs: 20_000,
    });
  }

  /** The log as the database has it, to the last byte. */
  async content(): Promise<unknown> {
    return {
      events: await this.sql(
        'select e.*, data::text as data, meta::text as meta from orders.events e order by position',
      ),
      streams: await this.sql('select * from orders.streams order by stream_id'),
      head: await this.sql('select * from orders.head'),
    };
  }

  async sql(statement: string, databaseUrl = this.databaseUrl): Promise<Record<string, unknown>[]> {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(statement)).rows;
    } finally {
      await client.end();
    }
  }
}
