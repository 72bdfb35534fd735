import { microsecondsOf } from './microseconds';

describe('microsecondsOf', () => {
  it.each([
    ['1970-01-01T00:00:01Z', 1_000_000],
    ['1970-01-01T00:00:01.5Z', 1_500_000],
    ['1970-01-01T00:00:01.000123Z', 1_000_123],
    ['1970-01-01T00:00:01.123456789Z', 1_123_456],
    ['1970-01-01T01:00:00.25+01:00', 250_000],
    ['2026-11-21T08:30:00.999999Z', Date.UTC(2026, 10, 21, 8, 30) * 1_000 + 999_999],
  ])('%s', (time, microseconds) => {
    expect(microsecondsOf(time)).toBe(microseconds);
  });

  it('is no number for what is no time', () => {
    expect(microsecondsOf('yesterday')).toBeNaN();
  });
});
