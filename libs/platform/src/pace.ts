/**
 * Keeps the turns of a loop apart: what comes soon after a turn has begun shares the next one, which costs little more
 * than it would alone. The first turn of a loop that has been idle begins at once.
 */
export class Pace {
  private nextAt = -Infinity;

  constructor(
    /** Milliseconds from the beginning of one turn to that of the next, at least. 0: no wait. */
    private readonly everyMs: number,
    /** Milliseconds on a clock that never steps back. */
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Milliseconds until the next turn may begin; 0 when it may now. */
  get waitMs(): number {
    return Math.max(0, this.nextAt - this.now());
  }

  /** A turn begins. */
  begin(): void {
    this.nextAt = this.now() + this.everyMs;
  }
}
