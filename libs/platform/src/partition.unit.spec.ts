import { partitionOf } from './partition';

describe('partitionOf', () => {
  it('follows the published test vectors of FNV-1a', () => {
    expect(partitionOf('', 2 ** 32)).toBe(0x811c9dc5);
    expect(partitionOf('a', 2 ** 32)).toBe(0xe40c292c);
    expect(partitionOf('foobar', 2 ** 32)).toBe(0xbf9cf968);
  });

  it('spreads keys over all partitions', () => {
    const seen = new Set(Array.from({ length: 1_000 }, (_, i) => partitionOf(`order-${i}`, 16)));
    expect(seen.size).toBe(16);
  });
});
