import fc from 'fast-check';
import { fairShare } from './fair-share';

describe('fairShare', () => {
  it('gives every partition to somebody, and nobody two more than anybody else', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 100 }),
        (members, partitions) => {
          const sorted = [...members].sort();
          const shares = sorted.map((member) => fairShare(sorted, member, partitions));
          expect(shares.reduce((sum, share) => sum + share, 0)).toBe(partitions);
          expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('gives nothing to who is no member', () => {
    expect(fairShare(['a'], 'b', 16)).toBe(0);
  });
});
