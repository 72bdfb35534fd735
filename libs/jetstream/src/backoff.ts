/** Waits, or less if the signal aborts meanwhile. Never throws: who waits looks at the signal anyway. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end, { once: true });
  });
}

/** Waits for the promise, but no longer than that. Whether it was in time is for the caller to see. */
export async function atMost(ms: number, promise: Promise<unknown>): Promise<void> {
  const done = new AbortController();
  try {
    await Promise.race([promise, sleep(ms, done.signal)]);
  } finally {
    done.abort();
  }
}

/** Growing waits between tries: each about twice the last, with jitter so that many clients don't come back in step. */
export class Backoff {
  private tries = 0;

  /** Milliseconds of the first wait and of the longest. */
  constructor(
    private readonly firstMs: number,
    private readonly longestMs: number,
  ) {}

  /** What was tried has worked: the next wait is the first one again. */
  reset(): void {
    this.tries = 0;
  }

  async wait(signal?: AbortSignal): Promise<void> {
    await sleep(this.nextMs(), signal);
  }

  nextMs(): number {
    const full = Math.min(this.longestMs, this.firstMs * 2 ** Math.min(this.tries++, 20));
    return full * (0.75 + Math.random() / 4);
  }
}
