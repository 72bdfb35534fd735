/** How many jobs of one kind may be under way at once. */
export interface PlaceLimits {
  /** Of those that have not been under way for long. */
  readonly brisk: number;
  /** More, of those that have. */
  readonly lingering: number;
}

/** A job that has been under way for longer, in milliseconds, waits for something outside: it costs next to nothing. */
const LINGERS_AFTER_MS = 100;

/**
 * The places for jobs, each kind's apart: a kind whose jobs take long keeps no other kind waiting. Within a kind, a job
 * that lingers makes its place free for the next one as long as there are places for such jobs: many slow answers
 * don't hold up the quick ones behind them.
 */
export class Places {
  private readonly kinds: ReadonlyMap<string, { readonly limits: PlaceLimits; readonly since: Map<string, number> }>;

  constructor(
    limits: ReadonlyMap<string, PlaceLimits>,
    /** Milliseconds on a clock that never steps back. */
    private readonly now: () => number = () => performance.now(),
  ) {
    this.kinds = new Map([...limits].map(([kind, ofKind]) => [kind, { limits: ofKind, since: new Map() }]));
  }

  take(kind: string, id: string): void {
    this.kinds.get(kind)?.since.set(id, this.now());
  }

  leave(kind: string, id: string): void {
    this.kinds.get(kind)?.since.delete(id);
  }

  /** The kinds that have places, and how many. */
  free(): Map<string, number> {
    const free = new Map<string, number>();
    for (const [kind, { limits, since }] of this.kinds) {
      const lingering = this.lingering(since);
      // Those for which there is no such place stay where they are.
      const brisk = since.size - Math.min(lingering, limits.lingering);
      if (brisk < limits.brisk) free.set(kind, limits.brisk - brisk);
    }
    return free;
  }

  /** Milliseconds until one of the jobs under way begins to linger; Infinity when all do. */
  nextLingersInMs(): number {
    let earliest = Infinity;
    for (const { since } of this.kinds.values()) {
      for (const from of since.values()) {
        const inMs = from + LINGERS_AFTER_MS - this.now();
        if (inMs > 0) earliest = Math.min(earliest, inMs);
      }
    }
    return earliest;
  }

  private lingering(since: ReadonlyMap<string, number>): number {
    const latest = this.now() - LINGERS_AFTER_MS;
    let count = 0;
    for (const from of since.values()) if (from <= latest) count++;
    return count;
  }
}
