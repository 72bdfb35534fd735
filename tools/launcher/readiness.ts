import { setTimeout as sleep } from 'node:timers/promises';
import type { Supervised } from './supervised';

export interface Awaited {
  readonly process: Supervised;
  readonly adminUrl: string;
  readonly logFile: string;
}

const POLL_MS = 50;
const CALL_MS = 2_000;
/** So many ends in a row before the first readiness mean that it will never come. */
const MOST_FAILURES = 3;

/**
 * Waits until every process answers its `/readyz` with 200.
 * @throws Error naming the process, with the end of its log, when one keeps ending or takes too long
 */
export async function allReady(awaited: readonly Awaited[], timeoutMs: number, stop: AbortSignal): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  await Promise.all(
    awaited.map(async (one) => {
      while (!(await isReady(one.adminUrl, stop))) {
        if (one.process.failures >= MOST_FAILURES) throw neverReady(one, `ended ${one.process.failures} times`);
        if (Date.now() > deadline) throw neverReady(one, `was not ready after ${timeoutMs / 1000} s`);
        await sleep(POLL_MS, undefined, { signal: stop });
      }
    }),
  );
}

async function isReady(adminUrl: string, stop: AbortSignal): Promise<boolean> {
  try {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(CALL_MS)]);
    const response = await fetch(`${adminUrl}/readyz`, { signal });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}

function neverReady({ process, logFile }: Awaited, what: string): Error {
  return new Error(`${process.name} ${what}, see ${logFile}\n${process.program.output}`.trim());
}
