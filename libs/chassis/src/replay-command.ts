import { EventLog, replay, verifyProjection, type Projection } from '@windrose/event-log';
import { ConfigError, serviceConfig } from '@windrose/platform';
import { printedProgress, printLine } from './printed-lines';
import type { ServiceDefinition } from './service-definition';

/**
 * `replay NAME` rebuilds a projection while the service goes on, `replay NAME --verify` compares a rebuild with what
 * readers see. Prints JSON lines: `{position, head}` now and then, `{difference}` for each one, and at the end
 * `{projection, events, done: true}`, with `rows` and `differences` (how many) of what was compared.
 */
export async function replayProjection(
  definition: ServiceDefinition,
  name: string,
  { verify }: { readonly verify: boolean },
): Promise<void> {
  const projection = projectionOf(definition, name);
  const config = serviceConfig(definition.service);
  const log = await EventLog.open({
    service: definition.service,
    databaseUrl: config.databaseUrl,
    partitions: config.partitions,
  });
  try {
    const result = await (verify ? verified(log, projection) : rebuilt(log, projection));
    printLine({ projection: `${definition.service}/${name}`, ...result, done: true });
  } finally {
    await log.close();
  }
}

function projectionOf({ projections = [] }: ServiceDefinition, name: string): Projection {
  const found = projections.find((one) => one.name === name);
  if (found !== undefined) return found;
  const known = projections.map((one) => one.name).join(', ');
  throw new ConfigError('projection', name, known || 'none: this service has no projections');
}

async function rebuilt(log: EventLog, projection: Projection): Promise<object> {
  const { position } = await replay(log, projection, printedProgress());
  return { events: position };
}

function verified(log: EventLog, projection: Projection): Promise<object> {
  return verifyProjection(log, projection, {
    onProgress: printedProgress(),
    onDifference: (difference) => printLine({ difference }),
  });
}
