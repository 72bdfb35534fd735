import { setTimeout as sleep } from 'node:timers/promises';
import type { Supervised } from './supervised';

export interface Awaited {
  readonly process: Supervised;
  readonly adminUrl: string;
  readonly logFile: string;
}

export interface PatienceOptions {
  readonly stop: AbortSignal;
  readonly say: (line: string) => void;
  /** Milliseconds after which it is said who is not ready and why, again and again. Default 60,000. */
  readonly reportMs?: number;
}

const POLL_MS = 50;
const CALL_MS = 2_000;
/** So many crashes in a row before the first readiness mean that it will never come. */
const MOST_CRASHES = 3;

/**
 * Waits until every process answers its `/readyz` with 200, however long that takes: a service may have much to catch
 * up with, or wait for a person to decide something, who needs the others for that.
 * @throws Error naming the process, with the end of its log, when one keeps crashing
 */
export async function allReady(awaited: readonly Awaited[], options: PatienceOptions): Promise<void> {
  await Promise.all(awaited.map((one) => ready(one, options)));
}

async function ready(one: Awaited, { stop, say, reportMs = 60_000 }: PatienceOptions): Promise<void> {
  const { process, adminUrl, logFile } = one;
  let reportAt = Date.now() + reportMs;
  for (;;) {
    const problem = await problemOf(adminUrl, stop);
    if (problem === null) return;
    if (process.crashes >= MOST_CRASHES) {
      const what = `${process.name} ended ${process.crashes} times, see ${logFile}`;
      throw new Error(`${what}\n${process.program.output}`.trim());
    }
    if (Date.now() > reportAt) {
      say(`${process.name} is not ready yet: ${problem}`);
      reportAt = Date.now() + reportMs;
    }
    await sleep(POLL_MS, undefined, { signal: stop });
  }
}

/** Null when it is ready. */
async function problemOf(adminUrl: string, stop: AbortSignal): Promise<string | null> {
  try {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(CALL_MS)]);
    const response = await fetch(`${adminUrl}/readyz`, { signal });
    const text = await response.text();
    return response.status === 200 ? null : failedChecksIn(text);
  } catch {
    return 'it does not answer';
  }
}

/** `{checks: {name: 'ok' | what is wrong}}`, as our processes answer. */
function failedChecksIn(text: string): string {
  try {
    const { checks } = JSON.parse(text) as { checks: Record<string, string> };
    const failed = Object.entries(checks).filter(([, found]) => found !== 'ok');
    return failed.map(([name, found]) => `${name}: ${found}`).join('; ');
  } catch {
    return text.trim();
  }
}
