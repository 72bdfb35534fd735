import { setTimeout as sleep } from 'node:timers/promises';
import { unready } from './system/readiness';
import type { System } from './system/system';

const POLL_MS = 500;

interface Look {
  readonly at: number;
  /** Processes that were not ready. */
  readonly missing: readonly string[];
}

/** Looks again and again whether everything is ready, so that it can be said how long it was not. */
export class Watch {
  private readonly looks: Look[] = [];
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(private readonly system: System) {}

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Milliseconds from then on until all processes that it concerned were ready; null when they never were. */
  recoveredAfter(at: number, concerned: (process: string) => boolean): number | null {
    const next = this.looks.find((look) => look.at > at && !look.missing.some(concerned));
    return next === undefined ? null : next.at - at;
  }

  /** Resolves with the time when everything is ready. @throws after so many milliseconds */
  async untilReady(withinMs: number): Promise<number> {
    const from = Date.now();
    for (;;) {
      const last = this.looks.at(-1);
      if (last?.missing.length === 0 && last.at > from) return last.at;
      if (Date.now() > from + withinMs) throw new Error(`not ready after ${withinMs} ms: ${last?.missing.join(', ')}`);
      await sleep(POLL_MS / 2);
    }
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      // Whether a process is ready is known when the answers are there, not when they were asked for.
      const missing = await this.notReady();
      this.looks.push({ at: Date.now(), missing });
      await sleep(POLL_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  private async notReady(): Promise<readonly string[]> {
    try {
      return await unready(this.system.run);
    } catch {
      return ['run.json'];
    }
  }
}
