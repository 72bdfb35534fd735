import type { ParkingOptions } from './parking-options';
import type { HeldPartition, Partitions } from './partitions';

interface Halt {
  /** Null once the partition has been seen working again. */
  problem: string | null;
  /** How often in a row. */
  readonly times: number;
  /** Undefined once the partition is tried again. */
  timer: NodeJS.Timeout | undefined;
  /** When that was, on the monotonic clock. */
  resumedAt: number;
}

/**
 * Takes partitions out of what this process handles, for a while: when many keys fail at once it is the handlers that
 * are broken, and parking one key after the other would only spread the damage. Each is tried again by itself after a
 * pause that grows as long as it doesn't help.
 */
export class Breaker implements Partitions {
  private readonly halts = new Map<number, Halt>();
  private readonly withheld = new Set<number>();
  private readonly listeners = new Set<() => void>();
  private readonly unsubscribe: () => void;

  constructor(
    private readonly leases: Partitions,
    private readonly options: Pick<ParkingOptions, 'pauseMs' | 'longestPauseMs'>,
  ) {
    this.unsubscribe = leases.onChange(() => this.forgetLost());
  }

  get held(): ReadonlyMap<number, HeldPartition> {
    const { held } = this.leases;
    const out = [...this.stopped, ...this.withheld];
    return out.length === 0 ? held : new Map([...held].filter(([partition]) => !out.includes(partition)));
  }

  /** Partitions that wait for their next try. */
  get stopped(): readonly number[] {
    return [...this.halts].filter(([, { timer }]) => timer !== undefined).map(([partition]) => partition);
  }

  /** Partitions that were stopped and haven't been seen working since, whether or not they are just being tried again. */
  get broken(): readonly number[] {
    return [...this.halts].filter(([, { problem }]) => problem !== null).map(([partition]) => partition);
  }

  /** What stopped a partition that hasn't been seen working since. */
  get problem(): string | null {
    const [partition] = this.broken;
    return partition === undefined ? null : `partition ${partition} was stopped: ${this.halts.get(partition)?.problem}`;
  }

  /** @returns milliseconds until the partition is tried again */
  halt(partition: number, problem: string): number {
    const { pauseMs, longestPauseMs } = this.options;
    const before = this.halts.get(partition);
    clearTimeout(before?.timer);
    const isAgain = before !== undefined && performance.now() - before.resumedAt < longestPauseMs;
    const times = isAgain ? before.times + 1 : 1;
    const waitMs = Math.min(longestPauseMs, pauseMs * 2 ** Math.min(times - 1, 20));
    const halt: Halt = { problem, times, timer: undefined, resumedAt: Infinity };
    halt.timer = setTimeout(() => this.resume(halt), waitMs);
    this.halts.set(partition, halt);
    return waitMs;
  }

  /** Takes the partition out for a moment, and without any alarm. Returns the way to have it back. */
  withhold(partition: number): () => void {
    this.withheld.add(partition);
    return () => {
      this.withheld.delete(partition);
      this.tell();
    };
  }

  /** Events of these partitions were handled. */
  worked(partitions: Iterable<number>): void {
    if (this.halts.size === 0) return;
    for (const partition of partitions) {
      const halt = this.halts.get(partition);
      if (halt !== undefined && halt.timer === undefined) halt.problem = null;
    }
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    const unsubscribe = this.leases.onChange(listener);
    return () => {
      this.listeners.delete(listener);
      unsubscribe();
    };
  }

  refresh(): Promise<void> {
    return this.leases.refresh();
  }

  stop(): void {
    this.unsubscribe();
    for (const { timer } of this.halts.values()) clearTimeout(timer);
    this.halts.clear();
  }

  /** Whoever has a partition now finds out for himself, and reports it: this process neither knows nor decides any more. */
  private forgetLost(): void {
    for (const [partition, { timer }] of this.halts) {
      if (this.leases.held.has(partition)) continue;
      clearTimeout(timer);
      this.halts.delete(partition);
    }
  }

  private resume(halt: Halt): void {
    halt.timer = undefined;
    halt.resumedAt = performance.now();
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
