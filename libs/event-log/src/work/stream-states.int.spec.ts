import { createTestLog, openTestLog, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { META, stream } from '../../test/fixtures';
import type { Decider } from '../decider';
import type { NewEvent } from '../event';
import type { EventLog } from '../event-log';
import type { GroupOutcome } from '../outcome';
import { Work } from './work';

jest.setTimeout(60_000);

type Added = NewEvent<'Added', { amount: number }>;
interface Sum {
  readonly total: number;
  /** When the last one was added, as the fold is told. */
  readonly at: string;
}
const sum: Decider<Sum, Added> = {
  initialState: { total: 0, at: '' },
  evolve: ({ total }, { data }, { recordedAt }) => ({ total: total + data.amount, at: recordedAt }),
};
/** The same streams read in another way. */
const count: Decider<number, Added> = { initialState: 0, evolve: (state) => state + 1 };

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startTestPostgres()));
afterAll(() => postgres.stop());

describe('states that are remembered between units of work', () => {
  let log: EventLog;
  let other: EventLog;
  /** The streams that were read from the database. */
  let read: string[];

  beforeEach(async () => {
    const test = await createTestLog(postgres, 'orders');
    log = test.log;
    other = await openTestLog(test.databaseUrl, log.service);
    read = [];
    const loadMany = log.loadMany.bind(log);
    jest.spyOn(log, 'loadMany').mockImplementation((decider, ids) => {
      read.push(...ids);
      return loadMany(decider, ids);
    });
  });

  afterEach(() => Promise.all([log.close(), other.close()]));

  /** Adds to the stream what `decide` makes of its state, in one work; `undefined` adds nothing. */
  async function decide(
    on: EventLog,
    id: string,
    amountFor: (state: Sum) => number | undefined,
  ): Promise<[Sum, GroupOutcome['status']]> {
    const work = new Work(on);
    const { state } = await work.load(sum, id);
    const amount = amountFor(state);
    if (amount !== undefined)
      work.append(sum, { stream: stream(id), events: [{ type: 'Added', data: { amount } }], meta: META });
    return [state, (await work.commit()).status];
  }

  const add = (on: EventLog, id: string, amount: number) => decide(on, id, () => amount);

  it('are to the letter what the database says, and need no query', async () => {
    await add(log, 'a', 1);
    await add(log, 'a', 2);
    const [state, status] = await add(log, 'a', 4);
    expect(status).toBe('appended');
    expect(read).toEqual(['a']);
    const events = await other.readStream('a', { toVersion: 2 });
    expect(state).toEqual({ total: 3, at: events[1]?.recordedAt });
  });

  it('are remembered from a stream’s first event on', async () => {
    const work = new Work(log);
    const events: Added[] = [{ type: 'Added', data: { amount: 1 } }];
    work.append(sum, { stream: stream('a'), expectedVersion: 0, events, meta: META });
    await work.commit();
    expect((await add(log, 'a', 1))[0].total).toBe(1);
    expect(read).toEqual([]);
  });

  it('are one decider’s: another one reads for itself', async () => {
    await add(log, 'a', 1);
    await add(log, 'a', 1);
    expect(await new Work(log).load(count, 'a')).toEqual({ state: 2, version: 2 });
  });

  it('that another process has made old are found out at the append, and read anew', async () => {
    await add(log, 'a', 1);
    await add(log, 'b', 1);
    await add(other, 'a', 10);
    expect(await add(log, 'a', 100)).toEqual([expect.objectContaining({ total: 1 }), 'conflict']);
    expect(await add(log, 'a', 100)).toEqual([expect.objectContaining({ total: 11 }), 'appended']);
    // Whoever is wrong about one stream may be wrong about any.
    read = [];
    await add(log, 'b', 1);
    expect(read).toEqual(['b']);
  });

  it('that another process has made old are found out even by who decides to do nothing', async () => {
    await add(log, 'a', 1);
    await add(other, 'a', 10);
    expect(await decide(log, 'a', () => undefined)).toEqual([expect.objectContaining({ total: 1 }), 'conflict']);
    expect(await decide(log, 'a', () => undefined)).toEqual([expect.objectContaining({ total: 11 }), 'appended']);
    expect(await other.head()).toBe(2);
  });

  it('do not answer a command wrongly that has nothing to append', async () => {
    await add(log, 'a', 1);
    await add(other, 'a', 10);
    const { value } = await log.transact(async (work) => (await work.load(sum, 'a')).state.total);
    expect(value).toBe(11);
  });

  it('are forgotten when the next commit shows that others append', async () => {
    await add(log, 'a', 1);
    await add(other, 'b', 1);
    await add(log, 'c', 1);
    read = [];
    await add(log, 'a', 1);
    expect(read).toEqual(['a']);
  });

  it('outlive a conflict between two works of the same process', async () => {
    await add(log, 'a', 1);
    const [one, two] = [new Work(log), new Work(log)];
    for (const work of [one, two]) {
      await work.load(sum, 'a');
      work.append(sum, { stream: stream('a'), events: [{ type: 'Added', data: { amount: 1 } }], meta: META });
    }
    const outcomes = await Promise.all([one.commit(), two.commit()]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['appended', 'conflict']);
    read = [];
    expect(await add(log, 'a', 1)).toEqual([expect.objectContaining({ total: 2 }), 'appended']);
    expect(read).toEqual([]);
  });

  it('give the outcomes of what was decided, not of what was made sure of', async () => {
    await add(log, 'a', 1);
    const { units } = await log.transact(async (work) => {
      await work.load(sum, 'a');
      work.append(sum, {
        stream: stream('n'),
        expectedVersion: 0,
        events: [{ type: 'Added', data: { amount: 1 } }],
        meta: META,
      });
    });
    expect(units).toEqual([{ status: 'appended', version: 1, position: 2 }]);
  });
});
