import { ServiceBusy } from '../errors';

export interface WaitingLineOptions {
  /** Names what is waited for, in errors. */
  readonly name: string;
  /** How many may wait at all. */
  readonly max: number;
  /** Milliseconds that one may wait while the line has been empty lately: a burst passes. */
  readonly patienceMs: number;
  /** Milliseconds that one may wait in a line that stands: it will not get shorter. */
  readonly standingMs: number;
}

interface Waiting {
  readonly go: () => void;
  readonly giveUp: () => void;
  timer: NodeJS.Timeout;
}

/**
 * A line that is bounded by time and not only by length. How long one may wait depends on whether it ever empties (controlled
 * delay): what comes in a burst is worth waiting for, but under more load than there is room for, everyone would only wait
 * longer for the same. So a line that was full, or has not been empty for `patienceMs`, counts as one that stands until it is
 * empty: nobody waits long in it, nor joins it when it is longer than what has had its turn lately.
 */
export class WaitingLine {
  private readonly line = new Set<Waiting>();
  private lineSince = 0;
  private wasFull = false;
  /** Turns given since `countedAt`, and in the full `standingMs` before. */
  private turns = 0;
  private turnsBefore = 0;
  private countedAt = 0;

  constructor(private readonly options: WaitingLineOptions) {}

  get length(): number {
    return this.line.size;
  }

  /** Whether who comes now would only lose time. */
  get isFull(): boolean {
    if (this.line.size === 0) return false;
    if (this.line.size >= this.options.max) return true;
    const now = performance.now();
    if (!this.isStanding(now)) return false;
    this.count(now);
    return this.line.size >= Math.max(1, this.turns, this.turnsBefore);
  }

  /** Resolves when it is the caller's turn. @throws ServiceBusy when that takes too long, or would */
  join(): Promise<void> {
    const { name, max, patienceMs, standingMs } = this.options;
    if (this.line.size >= max && !this.wasFull) this.overflow();
    if (this.isFull) return Promise.reject(new ServiceBusy(`${name} has too many requests at once`));
    const now = performance.now();
    if (this.line.size === 0) {
      this.lineSince = now;
      this.wasFull = false;
    }
    const waitMs = this.isStanding(now) ? standingMs : patienceMs;
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        this.line.delete(waiting);
        reject(new ServiceBusy(`${name} has had no time for this request`));
      };
      const waiting: Waiting = { go: resolve, giveUp, timer: setTimeout(giveUp, waitMs) };
      this.line.add(waiting);
    });
  }

  /** Gives the turn to who waits longest. @returns false when nobody does */
  next(): boolean {
    const [first] = this.line;
    if (first === undefined) return false;
    this.line.delete(first);
    clearTimeout(first.timer);
    this.count(performance.now());
    this.turns++;
    first.go();
    return true;
  }

  private isStanding(now: number): boolean {
    return this.wasFull || now - this.lineSince > this.options.patienceMs;
  }

  /** This is no burst. Whoever waits was promised more patience than there is. */
  private overflow(): void {
    this.wasFull = true;
    for (const waiting of this.line) {
      clearTimeout(waiting.timer);
      waiting.timer = setTimeout(waiting.giveUp, this.options.standingMs);
    }
  }

  private count(now: number): void {
    const { standingMs } = this.options;
    if (now - this.countedAt < standingMs) return;
    this.turnsBefore = now - this.countedAt < 2 * standingMs ? this.turns : 0;
    this.turns = 0;
    this.countedAt = now;
  }
}
