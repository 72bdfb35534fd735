import fc from 'fast-check';
import { requestDigest } from './request-digest';

/** The same JSON, written with its fields in reverse order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, field]) => [name, reversed(field)]),
  );
}

describe('requestDigest', () => {
  it('is a SHA-256 in hex', () => {
    expect(requestDigest({})).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
  });

  it('does not depend on the order of fields, at any depth', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => expect(requestDigest(reversed(value))).toBe(requestDigest(value))),
    );
  });

  it('takes an absent field for one that is undefined, and not for null', () => {
    expect(requestDigest({ a: 1, b: undefined })).toBe(requestDigest({ a: 1 }));
    expect(requestDigest({ a: 1, b: null })).not.toBe(requestDigest({ a: 1 }));
  });

  it.each([
    [{ a: 1 }, { a: '1' }],
    [
      [1, 2],
      [2, 1],
    ],
    [
      [[1], 2],
      [1, [2]],
    ],
    [{ a: { b: 1 } }, { a: 1, b: 1 }],
    [{ 'a":1,"b': 1 }, { a: 1, b: 1 }],
    [[], {}],
  ])('tells %j from %j', (a, b) => {
    expect(requestDigest(a)).not.toBe(requestDigest(b));
  });
});
