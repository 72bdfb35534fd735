import { Breaker } from './breaker';
import type { HeldPartition, Partitions } from './partitions';

/** Leases as a test gives them. */
class GivenLeases implements Partitions {
  held: ReadonlyMap<number, HeldPartition> = new Map();
  private readonly listeners = new Set<() => void>();

  give(...partitions: number[]): void {
    this.held = new Map(partitions.map((partition) => [partition, { epoch: 1, lease: 1, parkedKeys: new Set() }]));
    for (const listener of this.listeners) listener();
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  refresh(): Promise<void> {
    return Promise.resolve();
  }
}

describe('Breaker', () => {
  const leases = new GivenLeases();
  let breaker: Breaker;

  beforeEach(() => {
    jest.useFakeTimers();
    leases.give(1, 2);
    breaker = new Breaker(leases, { pauseMs: 100, longestPauseMs: 1_000 });
  });
  afterEach(() => {
    breaker.stop();
    jest.useRealTimers();
  });

  const held = (): number[] => [...breaker.held.keys()];

  it('takes a partition out, and has it tried again after a pause', () => {
    expect(breaker.halt(1, 'a bad deploy')).toBe(100);
    expect([held(), breaker.stopped, breaker.broken]).toEqual([[2], [1], [1]]);
    expect(breaker.problem).toBe('partition 1 was stopped: a bad deploy');
    const told = jest.fn();
    breaker.onChange(told);
    jest.advanceTimersByTime(100);
    expect(told).toHaveBeenCalledTimes(1);
    expect([held(), breaker.stopped, breaker.broken]).toEqual([[1, 2], [], [1]]);
    breaker.worked([1]);
    expect([breaker.broken, breaker.problem]).toEqual([[], null]);
  });

  it('pauses ever longer as long as that does not help', () => {
    const pauses = Array.from({ length: 6 }, () => {
      const pause = breaker.halt(1, 'still bad');
      jest.advanceTimersByTime(pause);
      return pause;
    });
    expect(pauses).toEqual([100, 200, 400, 800, 1_000, 1_000]);
    jest.advanceTimersByTime(1_000);
    expect(breaker.halt(1, 'bad again')).toBe(100);
  });

  it('says nothing any more of a partition that is another member’s by now', () => {
    breaker.halt(1, 'a bad deploy');
    leases.give(2);
    expect([held(), breaker.stopped, breaker.broken, breaker.problem]).toEqual([[2], [], [], null]);
    expect(jest.getTimerCount()).toBe(0);
    leases.give(1, 2);
    expect([held(), breaker.problem]).toEqual([[1, 2], null]);
  });
});
