import { META, stream } from '../../test/fixtures';
import { MemoryLog } from '../../test/memory-log';
import type { Decider } from '../decider';
import type { NewEvent } from '../event';
import { Work, type DecidedUnit } from './work';

type Added = NewEvent<'Added', { amount: number }>;
const sum: Decider<number, Added> = { initialState: 0, evolve: (state, { data }) => state + data.amount };
const add = (id: string, ...amounts: number[]): DecidedUnit<Added> => ({
  stream: stream(id),
  events: amounts.map((amount) => ({ type: 'Added', data: { amount } })),
  meta: META,
});

describe('Work', () => {
  let log: MemoryLog;
  let work: Work;

  beforeEach(async () => {
    log = new MemoryLog();
    const earlier = new Work(log);
    earlier.append(sum, add('a', 1, 2));
    earlier.change({ postings: [{ owner: 'lamp', account: 'available', delta: 10 }] });
    await earlier.commit();
    work = new Work(log);
  });

  it('reads what it has not written yet', async () => {
    expect(await work.load(sum, 'a')).toEqual({ state: 3, version: 2 });
    work.append(sum, add('a', 10));
    work.append(sum, add('a', 100, 1_000));
    expect(await work.load(sum, 'a')).toEqual({ state: 1_113, version: 5 });
    expect(await log.load(sum, 'a')).toEqual({ state: 3, version: 2 });
    expect(await work.commit()).toMatchObject({ status: 'appended' });
    expect(await log.load(sum, 'a')).toEqual({ state: 1_113, version: 5 });
  });

  it('reads a new stream that it writes first', async () => {
    work.append(sum, { ...add('new', 5), expectedVersion: 0 });
    expect(await work.load(sum, 'new')).toEqual({ state: 5, version: 1 });
    work.append(sum, add('new', 6));
    expect(await work.commit()).toMatchObject({ status: 'appended' });
    expect(await log.load(sum, 'new')).toEqual({ state: 11, version: 2 });
  });

  it('does not say what it can not know of a stream that it wrote without reading it', async () => {
    work.append(sum, add('a', 1));
    await expect(work.load(sum, 'a')).rejects.toThrow('a was appended to without being loaded');
    work.append(null, { ...add('b', 1), expectedVersion: 0 });
    await expect(work.load(sum, 'b')).rejects.toThrow('b was appended to');
    await work.preload(sum, ['a', 'b', 'c']);
    await expect(work.load(sum, 'b')).rejects.toThrow('b was appended to');
    work.append(sum, add('a', 2));
    expect(await work.commit()).toMatchObject({ status: 'appended' });
    expect(await log.load(sum, 'a')).toEqual({ state: 6, version: 4 });
  });

  it('expects the versions that it has seen', async () => {
    await work.preload(sum, ['a', 'b']);
    const other = new Work(log);
    other.append(sum, add('b', 1));
    await other.commit();
    work.append(sum, add('a', 1));
    work.append(sum, add('b', 1));
    expect(await work.commit()).toEqual({ status: 'conflict', reason: 'version', streamId: 'b', actual: 1 });
    expect(await log.load(sum, 'a')).toEqual({ state: 3, version: 2 });
  });

  it('expects any version of a stream that it has not seen, and the one that it is told', async () => {
    work.append(sum, add('a', 1));
    expect(await work.commit()).toMatchObject({ status: 'appended' });
    work = new Work(log);
    work.append(sum, { ...add('a', 1), expectedVersion: 2 });
    expect(await work.commit()).toMatchObject({ status: 'conflict', actual: 3 });
  });

  it('guards a decision without events too', async () => {
    await work.load(sum, 'a');
    work.append(sum, { stream: stream('a'), commandId: 'c', result: 'refused' });
    const other = new Work(log);
    other.append(sum, add('a', 1));
    await other.commit();
    expect(await work.commit()).toMatchObject({ status: 'conflict', streamId: 'a' });
  });

  it('loads many streams with one query, and none twice', async () => {
    await work.preload(sum, ['a', 'b', 'a']);
    await work.preload(sum, ['b', 'c']);
    await work.load(sum, 'a');
    await work.load(sum, 'd');
    expect(log.queries).toEqual([['a', 'b'], ['c'], ['d']]);
  });

  it('keeps what was decided while the same stream was read once more', async () => {
    const [, second] = await Promise.all([
      work.load(sum, 'a').then(() => work.append(sum, add('a', 10))),
      work.load(sum, 'a'),
    ]);
    expect(second.version).toBeGreaterThanOrEqual(2);
    expect(await work.load(sum, 'a')).toEqual({ state: 13, version: 3 });
    expect(await work.commit()).toMatchObject({ status: 'appended' });
  });

  it('sees balances with what it has posted, before and after it first read them', async () => {
    const take = (delta: number) => ({
      postings: [
        { owner: 'lamp', account: 'available', delta },
        { owner: 'lamp', account: 'sold', delta: -delta },
      ],
    });
    work.change(take(-3));
    expect((await work.balances(['lamp', 'table'])).get('lamp')).toEqual({ available: 7, sold: 3 });
    work.change(take(-4));
    expect((await work.balances(['lamp'])).get('lamp')).toEqual({ available: 3, sold: 7 });
    expect((await work.balances(['table'])).get('table')).toEqual({});
    expect(await work.commit()).toMatchObject({ status: 'appended' });
    expect((await log.balances(['lamp'])).get('lamp')).toEqual({ available: 3, sold: 7 });
  });

  it('is empty until something is decided', () => {
    expect(work.isEmpty).toBe(true);
    work.write([{ collection: 'c', id: 'd', body: 1 }]);
    expect(work.isEmpty).toBe(false);
  });

  it('calls back when it is in the log, and only then', async () => {
    const called: string[] = [];
    const slower = new Work(log);
    for (const [name, one] of [
      ['first', work],
      ['slower', slower],
    ] as const) {
      await one.load(sum, 'a');
      one.append(sum, add('a', 10));
      one.afterCommit(() => called.push(name));
    }
    expect(called).toEqual([]);
    expect(await work.commit()).toMatchObject({ status: 'appended' });
    expect(await slower.commit()).toMatchObject({ status: 'conflict' });
    expect(called).toEqual(['first']);
  });
});
