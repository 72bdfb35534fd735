import { AdaptiveLimit } from './adaptive-limit';

describe('AdaptiveLimit', () => {
  let limit: AdaptiveLimit;

  beforeEach(() => {
    limit = new AdaptiveLimit({ max: 100, min: 10, targetMs: 500 });
  });

  /** So many rounds of calls, as many as tell enough, `running` of them at once. */
  function calls(rounds: number, ms: number, running = (): number => limit.current): void {
    for (let round = 0; round < rounds; round++) {
      const together = running();
      for (let calls = Math.min(32, limit.current + 1); calls > 0; calls--) limit.note(ms, together);
    }
  }

  it('begins with its most, and stays there while calls are fast enough', () => {
    calls(20, 500);
    expect(limit.current).toBe(100);
  });

  it('shrinks while calls are too slow, to its least', () => {
    calls(1, 625);
    expect(limit.current).toBe(80);
    calls(1, 60_000);
    expect(limit.current).toBe(40);
    calls(100, 625);
    expect(limit.current).toBe(10);
  });

  it('grows again when calls are fast and more of them would be made', () => {
    calls(100, 625);
    calls(1, 100);
    expect(limit.current).toBe(11);
    calls(100, 100);
    expect(limit.current).toBe(100);
  });

  it('does not grow for what is not used', () => {
    calls(100, 625);
    calls(2, 100, () => 5);
    const before = limit.current;
    calls(100, 100, () => 5);
    expect(limit.current).toBe(before);
  });

  it('does not shrink for a few calls that are slow: they are not slow for being many', () => {
    calls(100, 5_000, () => 49);
    expect(limit.current).toBe(100);
  });

  it('settles where the calls take as long as they may', () => {
    // A service that does 100 calls in a second, whatever is asked of it at once.
    for (let round = 0; round < 100; round++) calls(1, (limit.current / 100) * 1_000);
    expect(limit.current).toBeGreaterThan(35);
    expect(limit.current).toBeLessThan(60);
  });
});
