import { EventLog, replay } from '@windrose/event-log';
import { ConfigError, serviceConfig } from '@windrose/platform';
import type { ServiceDefinition } from './service-definition';

const EVERY_MS = 100;

/**
 * Rebuilds a projection while the service goes on, and prints its progress as JSON lines: `{position, head}` now and
 * then, at the end `{projection, events, done: true}`.
 */
export async function replayProjection(definition: ServiceDefinition, name: string): Promise<void> {
  const projections = definition.projections ?? [];
  const projection = projections.find((one) => one.name === name);
  if (projection === undefined) {
    throw new ConfigError(
      'projection',
      name,
      projections.map((one) => one.name).join(', ') || 'none: this service has no projections',
    );
  }
  const config = serviceConfig(definition.service);
  const log = await EventLog.open({
    service: definition.service,
    databaseUrl: config.databaseUrl,
    partitions: config.partitions,
  });
  let printedAt = 0;
  try {
    const { position } = await replay(log, projection, ({ position: reached, head }) => {
      if (Date.now() - printedAt < EVERY_MS) return;
      printedAt = Date.now();
      print({ position: reached, head });
    });
    print({ projection: `${definition.service}/${name}`, events: position, done: true });
  } finally {
    await log.close();
  }
}

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
