import { createLogger } from '@windrose/platform';
import { EventLog, JobRunner, type JobHandler } from '../../src';

export interface JobWorkerOptions {
  readonly databaseUrl: string;
  readonly worker: string;
  readonly leaseMs: number;
}

/** Claims jobs of the kind `call`, says so, and never comes to an end with them. */
class EndlessCall implements JobHandler {
  readonly kind = 'call';

  async perform(): Promise<void> {
    process.stdout.write('"claimed"\n');
    await new Promise(() => undefined);
  }

  async conclude(): Promise<void> {
    throw new Error('this can never be reached');
  }
}

async function main(): Promise<void> {
  const { databaseUrl, worker, leaseMs } = JSON.parse(process.argv[2] ?? '') as JobWorkerOptions;
  const log = await EventLog.open({ service: 'payments', databaseUrl, partitions: 16 });
  log.allowAppends();
  new JobRunner(log, [new EndlessCall()], createLogger('worker', { LOG_LEVEL: 'silent' }), { worker, leaseMs }).start();
}

void main();
