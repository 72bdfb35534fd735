import { ProblemError } from '../problem/problem';
import { asOfFrom } from './as-of';
import { etagOf, matchesEtag } from './etag';

describe('?version= and ?at=', () => {
  it('are both optional', () => {
    expect(asOfFrom({})).toEqual({});
    expect(asOfFrom({ version: '3' })).toEqual({ version: 3 });
  });

  it.each([
    ['2026-11-21T08:30:00Z', '2026-11-21T08:30:00.000000Z'],
    ['2026-11-21t08:30:00z', '2026-11-21T08:30:00.000000Z'],
    ['2026-11-21T08:30:00.5Z', '2026-11-21T08:30:00.500000Z'],
    ['2026-11-21T08:30:00.123456789Z', '2026-11-21T08:30:00.123456Z'],
    ['2026-11-21T10:30:00.000001+02:00', '2026-11-21T08:30:00.000001Z'],
    ['2026-11-21T10:30:00 02:00', '2026-11-21T08:30:00.000000Z'],
    ['2026-11-20T22:30:00-10:00', '2026-11-21T08:30:00.000000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000000Z'],
  ])('takes the time %s', (at, utc) => {
    expect(asOfFrom({ at })).toEqual({ at: utc });
  });

  it.each([
    { version: '0' },
    { version: '-1' },
    { version: '1.0' },
    { version: '' },
    { version: 'x' },
    { version: ['1', '2'] },
    { version: '9'.repeat(20) },
    { at: '' },
    { at: 'yesterday' },
    { at: '2026-11-21' },
    { at: '2026-11-21T08:30:00' },
    { at: '2026-02-30T08:30:00Z' },
    { at: '2026-13-01T08:30:00Z' },
    { at: '2026-11-21T25:00:00Z' },
    { at: '2026-11-21T08:30:00+99:00' },
    { at: ['2026-11-21T08:30:00Z'] },
    { version: '1', at: '2026-11-21T08:30:00Z' },
  ])('refuses %j', (query) => {
    expect(() => asOfFrom(query)).toThrow(ProblemError);
  });
});

describe('If-None-Match', () => {
  const tag = etagOf({ version: 3, status: 'pending' });

  it.each(['"v3"', 'W/"v3"', '"v1", "v3"', '*', ' "v3" '])('%s names version 3', (header) => {
    expect(matchesEtag(header, tag)).toBe(true);
  });

  it.each([undefined, '', '"v30"', 'v3', '"v2", "v4"'])('%s does not', (header) => {
    expect(matchesEtag(header, tag)).toBe(false);
  });
});
