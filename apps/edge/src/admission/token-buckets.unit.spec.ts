import { TokenBuckets } from './token-buckets';

describe('TokenBuckets', () => {
  let now: number;
  let buckets: TokenBuckets;

  beforeEach(() => {
    now = 5_000;
    buckets = new TokenBuckets({ perSecond: 10, burst: 20 }, () => now);
  });

  const take = (count: number, key = 'a'): number[] => Array.from({ length: count }, () => buckets.take(key));

  it('gives a burst, and then as many as come back, saying when', () => {
    expect(take(20)).toEqual(Array.from({ length: 20 }, () => 0));
    expect(take(2)).toEqual([100, 100]);
    now += 99;
    expect(take(1)).toEqual([1]);
    now += 1;
    expect(take(2)).toEqual([0, 100]);
    now += 60_000;
    expect(take(21).filter((waitMs) => waitMs === 0)).toHaveLength(20);
  });

  it('keeps callers apart', () => {
    take(20);
    expect([buckets.take('a'), buckets.take('b')]).toEqual([100, 0]);
  });
});
