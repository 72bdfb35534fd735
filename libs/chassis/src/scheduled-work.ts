import type { INestApplication } from '@nestjs/common';
import { JobRunner, TimerRunner, type JobHandler, type TimerHandler } from '@windrose/event-log';
import type { Machinery } from './machinery';
import type { ServiceDefinition } from './service-definition';

/** The app's timers and jobs, handled by providers of its module. */
export interface ScheduledWork {
  stop(): Promise<void>;
}

export function startScheduledWork(
  app: INestApplication,
  definition: ServiceDefinition,
  machinery: Machinery,
): ScheduledWork {
  const { log, logger, config } = machinery;
  const timers = (definition.timers ?? []).map((type) => app.get<TimerHandler>(type));
  const jobs = (definition.jobs ?? []).map((type) => app.get<JobHandler>(type));
  const timerRunner = new TimerRunner(log, timers, logger);
  const jobRunner = new JobRunner(log, jobs, logger, { worker: `${definition.service}#${config.instance}` });
  timerRunner.start();
  jobRunner.start();
  return {
    async stop() {
      await Promise.all([timerRunner.stop(), jobRunner.stop()]);
    },
  };
}
