import { ProjectionRunner } from '@windrose/event-log';
import { metrics } from '@windrose/platform';
import { Gauge } from 'prom-client';
import type { Machinery } from './machinery';
import { withPatience } from './patience';
import type { ServiceDefinition } from './service-definition';

/** The service's read models, kept up to date. */
export interface ReadModels {
  stop(): Promise<void>;
}

export async function startReadModels(
  definition: ServiceDefinition,
  { log, logger }: Machinery,
  signal: AbortSignal,
): Promise<ReadModels> {
  const runners = (definition.projections ?? []).map((projection) => new ProjectionRunner(log, projection, logger));
  for (const runner of runners) await withPatience('a projection', logger, signal, () => runner.start());
  new Gauge({
    name: 'windrose_projection_lag_events',
    help: 'Events of the log that the projection has not seen yet',
    labelNames: ['service', 'projection'],
    registers: [metrics],
    collect() {
      for (const { name, lag } of runners.map((runner) => runner.lag()))
        this.set({ service: definition.service, projection: name }, lag);
    },
  });
  return {
    async stop() {
      await Promise.all(runners.map((runner) => runner.stop()));
    },
  };
}
