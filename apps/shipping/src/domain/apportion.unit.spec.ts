import fc from 'fast-check';
import { apportion } from './apportion';

describe('an amount', () => {
  it.each([
    [100, [1, 1, 1], [34, 33, 33]],
    [100, [3, 1], [75, 25]],
    [1, [1, 1, 1], [1, 0, 0]],
    [5, [0, 2, 0, 3], [0, 2, 0, 3]],
    [7, [0, 0], [7, 0]],
    [0, [1, 2], [0, 0]],
    [5, [], []],
  ])('of %d over %j is %j', (amount, weights, parts) => expect(apportion(amount, weights)).toEqual(parts));

  it('always adds up, and no part is a whole unit off', () => {
    const weight = fc.nat(10 ** 12);
    fc.assert(
      fc.property(fc.nat(10 ** 13), fc.array(weight, { minLength: 1, maxLength: 30 }), (amount, weights) => {
        const parts = apportion(amount, weights);
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(amount);
        const whole = weights.reduce((sum, one) => sum + one, 0);
        if (whole === 0) return;
        parts.forEach((part, i) => {
          expect(part).toBeGreaterThanOrEqual(0);
          expect(Math.abs(part - (amount / whole) * weights[i]!)).toBeLessThan(1.01);
        });
      }),
    );
  });
});
