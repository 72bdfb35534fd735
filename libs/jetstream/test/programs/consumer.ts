import type { Decider } from '@windrose/event-log';
import { EventLog } from '@windrose/event-log';
import { createLogger } from '@windrose/platform';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectNats, JetStreamStrategy, type EventContext } from '../../src';

export interface ConsumerOptions {
  readonly databaseUrl: string;
  readonly natsUrl: string;
  /** Names the instance. */
  readonly instance: string;
  readonly leaseMs: number;
  /** Having been handed this order it says so, and goes on a second later. */
  readonly holdAt?: string;
}

/** What is printed when the order comes. */
export interface Holding {
  readonly holding: string;
}

/** What each decision says. */
export interface Decision {
  readonly position: number;
  /** Events of the order that were decided before. */
  readonly before: number;
  readonly by: string;
}

interface Tally {
  readonly events: number;
}
const tally: Decider<Tally> = { initialState: { events: 0 }, evolve: ({ events }) => ({ events: events + 1 }) };

/** An instance of `inventory` that counts orders, until it is told to stop. */
async function main(): Promise<void> {
  const { databaseUrl, natsUrl, instance, leaseMs, holdAt } = JSON.parse(process.argv[2] ?? '') as ConsumerOptions;
  const logger = createLogger(instance, { LOG_LEVEL: 'silent' });
  const log = await EventLog.open({ service: 'inventory', databaseUrl, partitions: 16 });
  log.allowAppends();
  const broker = await connectNats({ url: natsUrl, name: instance, logger });
  const strategy = new JetStreamStrategy({ log, broker, logger, instance, leaseMs });
  strategy.addHandler(
    'orders.OrderPlaced',
    async (_: unknown, context?: EventContext) => {
      if (context === undefined) return;
      const { work, event, meta } = context;
      const stream = { id: `tally-${event.key}`, key: event.key };
      const { state } = await work.load(tally, stream.id);
      const data: Decision = { position: event.position, before: state.events, by: instance };
      work.append(tally, { stream, events: [{ type: 'Counted', data }], meta });
      if (event.key !== holdAt) return;
      process.stdout.write(`${JSON.stringify({ holding: event.key } satisfies Holding)}\n`);
      await sleep(1_000);
    },
    true,
  );
  strategy.listen(() => undefined);
  process.once('SIGTERM', () => {
    void strategy
      .close()
      .then(() => Promise.all([broker.close(), log.close()]))
      .then(() => process.exit(0));
  });
}

void main();
