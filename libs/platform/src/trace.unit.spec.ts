import { isTraceparent, traceparentFrom } from './trace';

describe('traceparent', () => {
  const given = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

  it('keeps a valid one', () => {
    expect(traceparentFrom(given)).toBe(given);
  });

  it.each([
    undefined,
    '',
    'x',
    given.toUpperCase(),
    '00-00000000000000000000000000000000-00f067aa0ba902b7-01',
    '00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01',
  ])('replaces %j by a new root', (header) => {
    const made = traceparentFrom(header);
    expect(made).not.toBe(header);
    expect(isTraceparent(made)).toBe(true);
  });
});
