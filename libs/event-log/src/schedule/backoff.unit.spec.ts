import { backoffMs } from './backoff';

describe('backoffMs', () => {
  const rule = { firstMs: 250, maxMs: 60_000 };
  const all = (): number => 1;
  const least = (): number => 0;

  it('doubles from the first wait up to the maximum', () => {
    expect([1, 2, 3, 4].map((attempt) => backoffMs(attempt, rule, all))).toEqual([250, 500, 1_000, 2_000]);
    expect(backoffMs(100, rule, all)).toBe(60_000);
  });

  it('takes at least half of it', () => {
    expect(backoffMs(2, rule, least)).toBe(250);
  });
});
