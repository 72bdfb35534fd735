import { setTimeout as sleep } from 'node:timers/promises';

export interface EventuallyOptions {
  /** Milliseconds after which the last failure counts. Default 10,000. */
  readonly timeoutMs?: number;
  /** Milliseconds between two tries. Default 20. */
  readonly intervalMs?: number;
}

/**
 * Repeats an assertion until it holds and returns its result. Tests wait for conditions with it, never
 * for time. Fails with the last try's error; a try that hangs counts as one that fails.
 */
export async function eventually<T>(
  assertion: () => T | Promise<T>,
  { timeoutMs = 10_000, intervalMs = 20 }: EventuallyOptions = {},
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await within(assertion, deadline - Date.now());
    } catch (error) {
      if (Date.now() >= deadline) throw error;
      await sleep(intervalMs);
    }
  }
}

async function within<T>(assertion: () => T | Promise<T>, waitMs: number): Promise<T> {
  const timer = new AbortController();
  const tooLong = sleep(Math.max(waitMs, 0), undefined, { signal: timer.signal }).then(() => {
    throw new Error(`the condition was still being checked when its time was over`);
  });
  tooLong.catch(() => undefined);
  try {
    return await Promise.race([assertion(), tooLong]);
  } finally {
    timer.abort();
  }
}
