import { BatchedReader } from './batched-reader';

/** Answers each id with itself in capitals, when told to, and keeps what it was asked. */
class Source {
  readonly asked: (readonly string[])[] = [];
  private release: (error?: Error) => void = () => undefined;

  readonly read = (ids: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    this.asked.push(ids);
    const found = new Map(ids.filter((id) => id !== 'none').map((id) => [id, id.toUpperCase()]));
    return new Promise((resolve, reject) => {
      this.release = (error) => (error ? reject(error) : resolve(found));
    });
  };

  /** Ends the read that is under way; waits for one to begin. */
  async finish(error?: Error): Promise<void> {
    const count = this.finished + 1;
    while (this.asked.length < count) await new Promise(setImmediate);
    this.finished = count;
    this.release(error);
  }

  private finished = 0;
}

describe('a batched reader', () => {
  let source: Source;
  let reader: BatchedReader<string>;

  beforeEach(() => {
    source = new Source();
    reader = new BatchedReader(source.read);
  });

  it('asks once for all that is wanted in one turn, and gives each caller its own', async () => {
    const reads = [reader.read(['a', 'b']), reader.read(['b', 'c']), reader.read(['none'])];
    await source.finish();
    expect(await Promise.all(reads)).toEqual([
      new Map([
        ['a', 'A'],
        ['b', 'B'],
      ]),
      new Map([
        ['b', 'B'],
        ['c', 'C'],
      ]),
      new Map(),
    ]);
    expect(source.asked).toEqual([['a', 'b', 'c', 'none']]);
  });

  it('never answers from a query that began before it was asked', async () => {
    const first = reader.read(['a']);
    while (source.asked.length === 0) await new Promise(setImmediate);
    const later = [reader.read(['a']), reader.read(['b'])];
    await source.finish();
    await first;
    await source.finish();
    await Promise.all(later);
    expect(source.asked).toEqual([['a'], ['a', 'b']]);
  });

  it('tells the callers of a failed query, and goes on with the next one', async () => {
    const failing = Promise.allSettled([reader.read(['a']), reader.read(['b'])]);
    await source.finish(new Error('no database'));
    expect(await failing).toMatchObject([
      { reason: { message: 'no database' } },
      { reason: { message: 'no database' } },
    ]);
    const next = reader.read(['c']);
    await source.finish();
    expect(await next).toEqual(new Map([['c', 'C']]));
  });
});
