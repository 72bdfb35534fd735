import { EventLog, migrate, roleIn } from '@windrose/event-log';
import { connectNats, inboxPrefixOf, Relay, RpcClient, type BrokerConnection } from '@windrose/jetstream';
import { messageOf, mirrorSettings, textFrom, type Logger, type ServiceConfig } from '@windrose/platform';
import { withPatience } from './patience';
import type { Readiness } from './readiness';
import type { ServiceDefinition } from './service-definition';

/** What every service stands on: its log, the broker, the relay between them, and calls to other services. */
export interface Machinery {
  readonly config: ServiceConfig;
  readonly logger: Logger;
  readonly readiness: Readiness;
  readonly log: EventLog;
  readonly broker: BrokerConnection;
  readonly relay: Relay;
  readonly rpc: RpcClient;
}

export interface MachineryOptions extends Pick<ServiceDefinition, 'service' | 'appendsUnchecked'> {
  readonly config: ServiceConfig;
  readonly logger: Logger;
  readonly readiness: Readiness;
  /** Ends the wait for a database that doesn't come. */
  readonly signal: AbortSignal;
  /** Stops the process, to be started again: what it remembers doesn't hold any more. */
  readonly startOver: (reason: string) => void;
}

/** Milliseconds that a log waits for its comparison that may append without it. */
const UNCHECKED_AFTER_MS = 1_000;

/** Opens everything, waiting for servers that aren't there yet, and says in the readiness what doesn't hold. */
export async function startMachinery({
  service,
  appendsUnchecked = false,
  config,
  logger,
  readiness,
  signal,
  startOver,
}: MachineryOptions): Promise<Machinery> {
  const broker = await connectNats({
    url: config.natsUrl,
    name: `${service}#${config.instance}`,
    inboxPrefix: inboxPrefixOf(service),
    logger,
  });
  readiness.add('broker', () => (broker.connected ? null : 'not connected'));

  const ownersUrl = textFrom(process.env, 'MIGRATION_DATABASE_URL') ?? config.databaseUrl;
  const log = await withPatience('the log', logger, signal, async () => {
    await migrate(ownersUrl, [service], { [service]: roleIn(config.databaseUrl) });
    return EventLog.open({
      service,
      databaseUrl: config.databaseUrl,
      partitions: config.partitions,
      gate: appendsUnchecked ? { patienceMs: UNCHECKED_AFTER_MS, unchecked: 'append' } : undefined,
    });
  });
  readiness.add('database', async () => {
    await log.pool.query('select 1');
    return null;
  });

  const mirror = mirrorSettings(process.env);
  const relay = new Relay({ log, broker, databaseUrl: config.databaseUrl, logger, mirror, onReplaced: startOver });
  readiness.add('mirror', () => problemOf(relay));
  relay.start();
  return { config, logger, readiness, log, broker, relay, rpc: new RpcClient({ broker }) };
}

/** In reverse: what was decided is still published, within a bound, before the connections close. */
export async function stopMachinery({ log, relay, broker, logger }: Machinery): Promise<void> {
  for (const [what, stop] of [
    ['relay', () => relay.stop()],
    ['log', () => log.close()],
    ['broker', () => broker.close()],
  ] as const) {
    await stop().catch((error: unknown) =>
      logger.warn({ err: error }, `the ${what} did not close cleanly: ${messageOf(error)}`),
    );
  }
}

function problemOf(relay: Relay): string | null {
  const { state, problem } = relay.status;
  switch (state) {
    case 'relaying':
    case 'standby':
      return null;
    case 'starting':
    case 'interrupted':
    case 'halted':
    case 'stopped':
      return problem ?? state;
    default:
      return state satisfies never;
  }
}
