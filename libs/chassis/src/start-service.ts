import {
  collectProcessMetrics,
  ConfigError,
  createLogger,
  messageOf,
  serviceConfig,
  type Logger,
} from '@windrose/platform';
import { AdminServer } from './admin-server';
import { startMachinery, stopMachinery, type MachineryOptions } from './machinery';
import { startNestApp } from './nest-app';
import { startReadModels } from './read-models';
import { Readiness } from './readiness';
import { replayProjection } from './replay-command';
import { restoreFromMirror } from './restore-command';
import { startScheduledWork } from './scheduled-work';
import type { ServiceDefinition } from './service-definition';
import { onShutdown } from './shutdown';

/**
 * Runs one app until it is told to stop: its only call in `main.ts`. With the arguments `replay NAME` it rebuilds that
 * projection instead and exits, with `restore` it takes its log's end back from the mirror.
 */
export async function startService(definition: ServiceDefinition): Promise<void> {
  const logger = createLogger(definition.service);
  try {
    const [command, ...rest] = process.argv.slice(2);
    if (command === 'replay') await replayProjection(definition, rest[0] ?? '', { verify: rest.includes('--verify') });
    else if (command === 'restore') await restoreFromMirror(definition, { dryRun: rest.includes('--dry-run') });
    else await run(definition, logger);
  } catch (error) {
    // A wrong setting is the operator's to mend: one line, no stack.
    if (error instanceof ConfigError) process.stderr.write(`${definition.service}: ${error.message}\n`);
    else logger.fatal({ err: error }, `${definition.service} can't start: ${messageOf(error)}`);
    process.exit(1);
  }
}

type StartContext = Omit<MachineryOptions, 'service'>;

async function run(definition: ServiceDefinition, logger: Logger): Promise<void> {
  const config = serviceConfig(definition.service);
  process.on('unhandledRejection', (error) => {
    logger.fatal({ err: error }, 'a failure that nobody handles: the process is in an unknown state');
    process.exit(1);
  });
  collectProcessMetrics();

  const stops: (() => Promise<void>)[] = [];
  const stopping = new AbortController();
  const readiness = new Readiness();
  let phase: string | null = 'starting';
  readiness.add('start', () => phase);
  const startOver = onShutdown(
    async () => {
      phase = 'stopping';
      stopping.abort();
      for (const stop of stops.reverse()) await stop();
    },
    { withinMs: config.shutdownMs, logger },
  );
  try {
    await start(definition, { config, logger, readiness, signal: stopping.signal, startOver }, stops);
    phase = null;
  } catch (error) {
    // A stop that comes while the start still waits for its servers ends that wait: nothing has failed.
    if (!stopping.signal.aborted) throw error;
  }
}

/** Starts part after part; each leaves in `stops` how it is stopped. */
async function start(
  definition: ServiceDefinition,
  context: StartContext,
  stops: (() => Promise<void>)[],
): Promise<void> {
  const { config, logger, readiness, signal } = context;
  const admin = await AdminServer.listen(config, readiness, logger);
  stops.push(() => admin.close());

  const { service, appendsUnchecked } = definition;
  const machinery = await startMachinery({ service, appendsUnchecked, ...context });
  stops.push(() => stopMachinery(machinery));

  const readModels = await startReadModels(definition, machinery, signal);
  stops.push(() => readModels.stop());

  const app = await startNestApp(definition, machinery);
  const scheduled = startScheduledWork(app, definition, machinery);
  stops.push(async () => {
    // Jobs and timers first: the app's providers, such as the connections to the outside, close with the app.
    await scheduled.stop();
    await app.close();
  });
  logger.info({ admin: admin.url, logId: machinery.log.logId }, `${definition.service} is running`);
}
