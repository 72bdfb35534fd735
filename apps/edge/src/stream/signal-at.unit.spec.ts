import { signalAt } from './signal-at';

const NOW = Date.UTC(2026, 0, 1);
const YEAR_MS = 365 * 86_400_000;

describe('signalAt', () => {
  beforeEach(() => jest.useFakeTimers({ now: NOW }));
  afterEach(() => jest.useRealTimers());

  it.each([1, 60_000, 60_001, YEAR_MS])('aborts in %d ms, not before', (ms) => {
    const { signal } = signalAt(NOW + ms);
    jest.advanceTimersByTime(ms - 1);
    expect(signal.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    expect([signal.aborted, jest.getTimerCount()]).toEqual([true, 0]);
  });

  it('has aborted when the moment is past', () => {
    expect([signalAt(NOW).signal.aborted, signalAt(NOW - 1).signal.aborted, jest.getTimerCount()]).toEqual([
      true,
      true,
      0,
    ]);
  });

  it('notices within a minute that the clock was set', () => {
    const { signal } = signalAt(NOW + YEAR_MS);
    jest.setSystemTime(NOW + YEAR_MS);
    jest.advanceTimersByTime(60_000);
    expect(signal.aborted).toBe(true);
  });

  it('leaves no timer when it is cancelled', () => {
    signalAt(NOW + 1_000).cancel();
    expect(jest.getTimerCount()).toBe(0);
  });
});
