import { ServiceUnavailable } from '@windrose/platform';
import { Turnstile } from './turnstile';

describe('Turnstile', () => {
  it('lets so many through at once, in the order they came, and refuses who comes too late', async () => {
    const turnstile = new Turnstile({ atOnce: 2, waiting: 2 });
    const started: number[] = [];
    const finish: (() => void)[] = [];
    const runs = [0, 1, 2, 3].map((n) =>
      turnstile.run(async () => {
        started.push(n);
        await new Promise<void>((resolve) => (finish[n] = resolve));
        return n;
      }),
    );
    await expect(turnstile.run(async () => 4)).rejects.toThrow(ServiceUnavailable);
    expect(started).toEqual([0, 1]);
    finish[1]!();
    expect(await runs[1]).toBe(1);
    expect(started).toEqual([0, 1, 2]);
    finish[0]!();
    await runs[0];
    finish[2]!();
    finish[3]!();
    expect(await Promise.all(runs)).toEqual([0, 1, 2, 3]);
    expect(await turnstile.run(async () => 5)).toBe(5);
  });

  it('gives the place back after a failure', async () => {
    const turnstile = new Turnstile({ atOnce: 1, waiting: 1 });
    await expect(turnstile.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await turnstile.run(async () => 'yes')).toBe('yes');
  });
});
