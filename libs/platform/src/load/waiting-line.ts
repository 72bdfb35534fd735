import { ServiceBusy } from '../errors';

export interface WaitingLineOptions {
  /** Names what is waited for, in errors. */
  readonly name: string;
  /** How many may wait at all. */
  readonly max: number;
  /** Milliseconds that one may wait while the line has been empty lately: a burst passes. */
  readonly patienceMs: number;
  /** Milliseconds that one may wait in a line that stands, or has lately: it will not get shorter. */
  readonly standingMs: number;
}

interface Waiting {
  readonly go: () => void;
  readonly giveUp: () => void;
  timer: NodeJS.Timeout;
}

/** Of the patience: how long nobody is patient after a line has stood. Else each end of a standing line would begin a burst. */
const MEMORY = 3;

/**
 * A line that is bounded by time and not only by length. How long one may wait depends on whether it ever empties (controlled
 * delay): what comes in a burst is worth waiting for, but under more load than there is room for, everyone would only wait
 * longer for the same. So a line that is full, or has not been empty for `patienceMs`, stands: from then on nobody waits long
 * in it, nor joins it when it is longer than what has had its turn lately, until it has not been seen standing for a while.
 */
export class WaitingLine {
  private readonly line = new Set<Waiting>();
  private lineSince = 0;
  private standsUntil = -Infinity;
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
    const now = performance.now();
    if (!this.stands(now)) return false;
    this.count(now);
    return this.line.size >= Math.min(this.options.max, Math.max(1, this.turns, this.turnsBefore));
  }

  /** Resolves when it is the caller's turn. Rejects with ServiceBusy when that takes too long, or would. */
  join(): Promise<void> {
    const { name, patienceMs, standingMs } = this.options;
    if (this.isFull) return Promise.reject(new ServiceBusy(`${name} has too many requests at once`));
    const now = performance.now();
    if (this.line.size === 0) this.lineSince = now;
    const waitMs = this.stands(now) ? standingMs : patienceMs;
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

  private stands(now: number): boolean {
    const { max, patienceMs } = this.options;
    const isFull = this.line.size >= max;
    const isOld = this.line.size > 0 && now - this.lineSince > patienceMs;
    if (isFull && now >= this.standsUntil) this.hurry();
    if (isFull || isOld) this.standsUntil = now + MEMORY * patienceMs;
    return now < this.standsUntil;
  }

  /** This is no burst. Whoever waits was promised more patience than there is. */
  private hurry(): void {
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
