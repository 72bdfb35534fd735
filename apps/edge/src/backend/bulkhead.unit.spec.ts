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
  const options = { name: 'orders', maxRunning: 2, maxWaiting: 3, patienceMs: 3_000, standingMs: 100 };
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
    const small = new Bulkhead({ ...options, maxRunning: 1 });
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

  it('lets a burst wait long, and only shortly who finds a line that does not empty', async () => {
    const outcomes: string[] = [];
    const run = (n: number): void =>
      void bulkhead.run(tasks.task(n)).then(
        () => outcomes.push(`${n} done`),
        () => outcomes.push(`${n} shed`),
      );
    for (const n of [1, 2, 3]) run(n);
    jest.advanceTimersByTime(2_900);
    run(4);
    await tasks.end(1);
    // Three has had its turn; four keeps the line from being empty.
    jest.advanceTimersByTime(200);
    run(5);
    jest.advanceTimersByTime(99);
    await settled();
    expect(outcomes).toEqual(['1 done']);
    jest.advanceTimersByTime(2);
    await settled();
    expect(outcomes).toEqual(['1 done', '5 shed']);
    jest.advanceTimersByTime(2_700);
    await settled();
    expect(outcomes).toEqual(['1 done', '5 shed', '4 shed']);
    // Nobody waits any more: there is patience again.
    run(6);
    jest.advanceTimersByTime(2_000);
    await settled();
    await tasks.end(2);
    await tasks.end(3);
    await tasks.end(6);
    expect(outcomes.slice(3).sort()).toEqual(['2 done', '3 done', '6 done']);
  });
});
