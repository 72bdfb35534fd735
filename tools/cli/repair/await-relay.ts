import type { Service } from '@windrose/contracts';
import { mirrorStatus, type BrokerConnection } from '@windrose/jetstream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cli } from '../cli';
import { Failure } from '../failure';
import type { System } from '../find-system';
import { withLogs } from '../open-log';
import { progressBar } from '../progress-bar';

const LOOK_MS = 500;
/** Milliseconds without any progress after which nobody seems to be at work: longer than a service takes to start again. */
const PATIENCE_MS = 60_000;

/**
 * Waits until the service's relay has filled the mirror up to what the log has now.
 * @throws Failure when nothing moves any more, or when they have diverged
 */
export async function awaitRelay(
  cli: Cli,
  system: System,
  broker: BrokerConnection,
  service: Service,
): Promise<{ readonly head: number; readonly last: number }> {
  const bar = progressBar(cli.terminal, `the relay fills ${service}`);
  const interrupted = cli.interruption();
  try {
    return await withLogs(system, service, async ([log]) => {
      if (log === undefined) throw new Failure(`there is no ${service} log`, 'no_log');
      const wanted = await log.head();
      for (let [best, movedAt] = [-1, performance.now()]; ; await sleep(LOOK_MS)) {
        const { state, reason, head, last, stream } = await mirrorStatus(log, broker);
        bar.show(last, wanted);
        if (state === 'diverged') throw new Failure(reason ?? `${stream} has diverged`, 'diverged');
        if (last >= wanted) return { head, last };
        if (last > best) [best, movedAt] = [last, performance.now()];
        if (interrupted.aborted)
          throw new Failure(`not waited for: ${stream} ends at ${last} of ${head}`, 'interrupted');
        if (performance.now() - movedAt > PATIENCE_MS) {
          throw new Failure(
            `${stream} ends at ${last} of ${head}, and nothing fills it: its relay is part of ${service}, is that running?`,
            'not_filled',
          );
        }
      }
    });
  } finally {
    bar.end();
  }
}
