import { ServiceBusy } from '@windrose/platform';
import { Bulkhead } from './bulkhead';

/** Tasks that end when they are told. */
class Tasks {
  readonly begun: number[] = [];
  private readonly ends = new Map<number, () => void>();

  task(n: number): () => Promise<number> {
    return () => {
      this.begun.push(n);
      return new Promise((resolve) => this.ends.set(n, () => resolve(n)));
    };
  }

  async end(n: number): Promise<void> {
    this.ends.get(n)?.();
    await settled();
  }
}

async function settled(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}

describe('Bulkhead', () => {
  const running = { min: 1, max: 2, targetMs: 500 };
  const waiting = { max: 3, patienceMs: 3_000, standingMs: 100 };
  const options = { name: 'orders', running, waiting };
  let tasks: Tasks;
  let bulkhead: Bulkhead;

  beforeEach(() => {
    jest.useFakeTimers();
    tasks = new Tasks();
    bulkhead = new Bulkhead(options);
  });
  afterEach(() => jest.useRealTimers());

  it('runs so many at once and the others in the order they came', async () => {
    const ended = Promise.all([1, 2, 3, 4].map((n) => bulkhead.run(tasks.task(n))));
    await settled();
    expect(tasks.begun).toEqual([1, 2]);
    await tasks.end(2);
    expect(tasks.begun).toEqual([1, 2, 3]);
    for (const n of [1, 3, 4]) await tasks.end(n);
    expect(await ended).toEqual([1, 2, 3, 4]);
  });

  it('gives its place to the next one when a task fails', async () => {
    const small = new Bulkhead({ ...options, running: { ...running, max: 1 } });
    await expect(small.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(small.run(() => Promise.resolve(1))).resolves.toBe(1);
  });

  it('turns away at once who finds the line full', async () => {
    const begun = [1, 2, 3, 4, 5].map((n) => bulkhead.run(tasks.task(n)));
    await expect(bulkhead.run(tasks.task(6))).rejects.toBeInstanceOf(ServiceBusy);
    for (const n of [1, 2, 3, 4, 5]) await tasks.end(n);
    await Promise.all(begun);
    expect(tasks.begun).toEqual([1, 2, 3, 4, 5]);
  });

  it('runs fewer at once when they take too long, and more again when they don’t', async () => {
    const slow = Promise.all([1, 2].map((n) => bulkhead.run(tasks.task(n))));
    jest.advanceTimersByTime(600);
    for (const n of [1, 2]) await tasks.end(n);
    await slow;
    const later = [3, 4].map((n) => bulkhead.run(tasks.task(n)));
    await settled();
    expect(tasks.begun).toEqual([1, 2, 3]);
    await tasks.end(3);
    await tasks.end(4);
    await Promise.all(later);
    for (let n = 5; n < 25; n++) {
      const soon = bulkhead.run(tasks.task(n));
      await tasks.end(n);
      await soon;
    }
    const both = [30, 31].map((n) => bulkhead.run(tasks.task(n)));
    await settled();
    expect(tasks.begun.slice(-2)).toEqual([30, 31]);
    for (const n of [30, 31]) await tasks.end(n);
    await Promise.all(both);
  });

  it('is full when another call would be turned away', async () => {
    const begun = [1, 2].map((n) => bulkhead.run(tasks.task(n)));
    expect(bulkhead.isFull).toBe(false);
    begun.push(...[3, 4, 5].map((n) => bulkhead.run(tasks.task(n))));
    expect(bulkhead.isFull).toBe(true);
    for (const n of [1, 2, 3, 4, 5]) await tasks.end(n);
    await Promise.all(begun);
    expect(bulkhead.isFull).toBe(false);
  });
});
