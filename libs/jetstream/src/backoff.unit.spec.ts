import { atMost, Backoff, sleep } from './backoff';

describe('waiting', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('leaves no timer behind when what was waited for comes, or fails, in time', async () => {
    await atMost(5_000, Promise.resolve());
    await expect(atMost(5_000, Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(jest.getTimerCount()).toBe(0);
  });

  it('ends with the time when nothing comes', async () => {
    const waiting = atMost(5_000, new Promise(() => undefined));
    await jest.advanceTimersByTimeAsync(5_000);
    await waiting;
  });

  it('ends early with the signal, and leaves no timer then either', async () => {
    const stop = new AbortController();
    const sleeping = sleep(5_000, stop.signal);
    stop.abort();
    await sleeping;
    await sleep(5_000, stop.signal);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('grows to the longest wait, and starts again after a success', () => {
    const backoff = new Backoff(100, 1_000);
    const waits = Array.from({ length: 6 }, () => backoff.nextMs());
    for (const [i, full] of [100, 200, 400, 800, 1_000, 1_000].entries()) {
      expect(waits[i]).toBeGreaterThanOrEqual(full * 0.75);
      expect(waits[i]).toBeLessThanOrEqual(full);
    }
    backoff.reset();
    expect(backoff.nextMs()).toBeLessThanOrEqual(100);
  });
});
