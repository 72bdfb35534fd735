import { ServiceBusy } from '@windrose/platform';

export interface BulkheadOptions {
  /** Names what it protects, in errors. */
  readonly name: string;
  /** Calls at once. */
  readonly maxRunning: number;
  /** Calls that may wait for their turn. */
  readonly maxWaiting: number;
  /** Milliseconds that a call may wait while the line has been empty lately: a burst passes. */
  readonly patienceMs: number;
  /** Milliseconds that a call may wait in a line that has not been empty for `patienceMs`: it will not get shorter. */
  readonly standingMs: number;
}

interface Waiting {
  readonly go: () => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Bounds what is asked of one service at once, so that a slow one can't take the others' calls with it, and sheds what is
 * too much. How long a call may wait depends on whether the line ever empties (controlled delay): what comes in a burst
 * is worth waiting for, but under more load than the service can take every call would only wait longer for the same.
 */
export class Bulkhead {
  private running = 0;
  private readonly line = new Set<Waiting>();
  private lineSince = 0;

  constructor(private readonly options: BulkheadOptions) {}

  /** @throws ServiceBusy when it is too much: the task was not begun */
  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.running < this.options.maxRunning) this.running++;
    else await this.turn();
    try {
      return await task();
    } finally {
      this.leave();
    }
  }

  private turn(): Promise<void> {
    const { name, maxWaiting, patienceMs, standingMs } = this.options;
    if (this.line.size >= maxWaiting) throw new ServiceBusy(`too many calls wait for ${name}`);
    const now = performance.now();
    if (this.line.size === 0) this.lineSince = now;
    const isStanding = now - this.lineSince > patienceMs;
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        this.line.delete(waiting);
        reject(new ServiceBusy(`too many calls are made of ${name}`));
      };
      const timer = setTimeout(giveUp, isStanding ? standingMs : patienceMs);
      const waiting = { go: resolve, timer };
      this.line.add(waiting);
    });
  }

  /** Whoever leaves hands its place to the one who waits longest. */
  private leave(): void {
    const [next] = this.line;
    if (next === undefined) {
      this.running--;
      return;
    }
    this.line.delete(next);
    clearTimeout(next.timer);
    next.go();
  }
}
