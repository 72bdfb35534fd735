export interface AdaptiveLimitOptions {
  /** The limit is never more than this; it begins there. */
  readonly max: number;
  /** Nor less than this, however slow everything is. */
  readonly min: number;
  /** Milliseconds that calls may take on average; when they take longer, fewer are made at once. */
  readonly targetMs: number;
}

/** Calls that tell enough; fewer when fewer are allowed at once. */
const ENOUGH = 32;
/** By how much the limit grows, and how far it may shrink, at once. */
const GROW = 1.1;
const SHRINK = 0.5;

/**
 * How many calls make sense at once, found out by how long they take: a service that has more than enough to do answers none of
 * them sooner for having more. Only the load itself is a reason to have less: slow answers to a few calls say nothing.
 */
export class AdaptiveLimit {
  private limit: number;
  private ended = 0;
  private totalMs = 0;
  private peak = 0;

  constructor(private readonly options: AdaptiveLimitOptions) {
    this.limit = options.max;
  }

  /** A whole number of calls. */
  get current(): number {
    return Math.floor(this.limit);
  }

  /** A call has ended after `ms`; it was one of `running`. */
  note(ms: number, running: number): void {
    this.ended++;
    this.totalMs += ms;
    this.peak = Math.max(this.peak, running);
    if (this.ended >= Math.min(ENOUGH, this.limit)) this.judge();
  }

  private judge(): void {
    const { min, max, targetMs } = this.options;
    const speed = targetMs / (this.totalMs / this.ended);
    const isSlow = speed < 1;
    if (isSlow && this.peak >= this.limit / 2) this.limit = Math.max(min, this.limit * Math.max(SHRINK, speed));
    else if (!isSlow && this.peak >= this.current) this.limit = Math.min(max, this.limit * GROW);
    this.ended = 0;
    this.totalMs = 0;
    this.peak = 0;
  }
}
