import { EventLog } from '@windrose/event-log';
import { connectNats, examineMirror, restoreLog } from '@windrose/jetstream';
import { createLogger, serviceConfig, ServiceUnavailable } from '@windrose/platform';
import { printedProgress, printLine } from './printed-lines';
import type { ServiceDefinition } from './service-definition';

/**
 * `restore` puts back into the service's log the events that only its mirror still has, with all that follows from them;
 * `restore --dry-run` does the same and undoes it. To be run with the role that owns the schema and with the broker's
 * administrator. Prints JSON lines: `{position, head}` now and then (events restored, and to be restored), and at the end
 * what was restored with `done: true`.
 */
export async function restoreFromMirror(
  { service, derivation }: ServiceDefinition,
  { dryRun }: { readonly dryRun: boolean },
): Promise<void> {
  const { databaseUrl, natsUrl, partitions } = serviceConfig(service);
  const logger = createLogger(service);
  const broker = await connectNats({ url: natsUrl, name: `${service} restore`, logger, firstConnectMs: 5_000 });
  try {
    if (!broker.connected) throw new ServiceUnavailable("the broker can't be reached");
    const log = await EventLog.open({ service, databaseUrl, partitions });
    try {
      const examination = await examineMirror(log, broker);
      const progress = printedProgress();
      const restored = await restoreLog({
        ...{ examination, broker, databaseUrl, dryRun, derivation: derivation?.(process.env) },
        onProgress: (position, head) => progress({ position, head }),
      });
      printLine({ ...restored, done: true });
    } finally {
      await log.close();
    }
  } finally {
    await broker.close();
  }
}
