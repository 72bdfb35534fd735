import { ConfigError } from '@windrose/platform';
import { createTestLog, openTestLog, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { expectSound, happened, META, step, stream } from '../test/fixtures';
import type { Decider } from './decider';
import { LogHalted, LogUnavailable } from './errors';
import { EventLog } from './event-log';
import type { NewEvent } from './event';
import { migrate } from './migrate';

jest.setTimeout(60_000);

type StepTaken = NewEvent<'StepTaken', { step: number }>;
interface Walk {
  readonly steps: readonly number[];
  readonly since: string | null;
}
const walk: Decider<Walk, StepTaken> = {
  initialState: { steps: [], since: null },
  evolve: ({ steps, since }, { data }, { recordedAt }) => ({
    steps: [...steps, data.step],
    since: since ?? recordedAt,
  }),
};

describe('an event log', () => {
  let postgres: TestPostgres;
  let log: EventLog;
  let databaseUrl: string;

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());
  beforeEach(async () => {
    ({ log, databaseUrl } = await createTestLog(postgres, 'orders'));
  });
  afterEach(() => log.close());

  it('has an identity that stays, whoever opens it first', async () => {
    const other = await openTestLog(databaseUrl, 'orders');
    expect(other.logId).toBe(log.logId);
    expect(log.logId).toMatch(/^[0-9a-f-]{36}$/);
    await other.close();
    const fresh = await postgres.createDatabase();
    await migrate(fresh, ['orders']);
    const logs = await Promise.all(Array.from({ length: 4 }, () => openTestLog(fresh, 'orders')));
    expect(new Set(logs.map(({ logId }) => logId)).size).toBe(1);
    await Promise.all(logs.map((each) => each.close()));
  });

  it('keeps its number of partitions', async () => {
    const opening = EventLog.open({ service: 'orders', databaseUrl, partitions: 8 });
    await expect(opening).rejects.toThrow(ConfigError);
    await expect(opening).rejects.toThrow('PARTITIONS is "8"; allowed: 16');
  });

  it('can not be opened without its database, or without its tables', async () => {
    const nowhere = 'postgresql://postgres:x@127.0.0.1:1/x';
    await expect(EventLog.open({ service: 'orders', databaseUrl: nowhere, partitions: 16 })).rejects.toThrow(
      LogUnavailable,
    );
    await expect(EventLog.open({ service: 'payments', databaseUrl, partitions: 16 })).rejects.toThrow('does not exist');
  });

  it('folds streams, one or many in a query', async () => {
    await log.append(step('a', { events: happened(1, 2) }));
    await log.append(step('b', { events: happened(7) }));
    const [first] = await log.readStream('a');
    expect(await log.load(walk, 'a')).toEqual({ state: { steps: [1, 2], since: first!.recordedAt }, version: 2 });
    const all = await log.loadMany(walk, ['b', 'none', 'a', 'b']);
    expect([...all].map(([id, { state, version }]) => [id, state.steps, version])).toEqual([
      ['b', [7], 1],
      ['none', [], 0],
      ['a', [1, 2], 2],
    ]);
    expect(await log.loadMany(walk, [])).toEqual(new Map());
  });

  describe('before the first comparison with its mirror', () => {
    it('lets appends wait, and reads go on', async () => {
      const other = await EventLog.open({ service: 'orders', databaseUrl, partitions: 16 });
      let done = false;
      const appending = other.append(step('a')).finally(() => (done = true));
      expect(await other.head()).toBe(0);
      await log.append(step('b'));
      expect(done).toBe(false);
      other.allowAppends();
      expect(await appending).toMatchObject({ status: 'appended', position: 2 });
      await other.close();
    });

    it('refuses at once what could never be appended', async () => {
      const other = await EventLog.open({ service: 'orders', databaseUrl, partitions: 16 });
      await expect(other.append(step('a', { stream: { id: 'a', key: 'not a key' } }))).rejects.toMatchObject({
        reason: 'bad_key',
      });
      await other.close();
    });
  });

  it('appends nothing while it is halted', async () => {
    log.halt('the mirror differs at 7');
    expect(log.halted).toBe('the mirror differs at 7');
    await expect(log.append(step('a'))).rejects.toThrow(LogHalted);
    await expect(log.transact(async (work) => work.change({ commandId: 'c' }))).rejects.toThrow(
      'the mirror differs at 7',
    );
    expect(await log.head()).toBe(0);
    log.allowAppends();
    expect(log.halted).toBeNull();
    await log.append(step('a'));
  });

  it('tells who listens how far it is, after each commit with events', async () => {
    const heads: number[] = [];
    const forget = log.onAppended((head) => heads.push(head));
    await log.append(step('a', { events: happened(1, 2, 3) }));
    await log.append({ documents: [{ collection: 'c', id: 'd', body: 1 }] });
    await log.append(step('a', { expectedVersion: 0 }));
    await log.append(step('b'));
    forget();
    await log.append(step('c'));
    expect(heads).toEqual([3, 4]);
  });

  it('tells what it has scheduled', async () => {
    const scheduled: unknown[] = [];
    log.onScheduled((what) => scheduled.push(what));
    const timer = (id: string, dueInMs: number) => ({ id, kind: 'k', key: 'k', dueInMs, data: null });
    const job = { id: 'j', kind: 'k', key: 'k', data: null };
    await log.append({ meta: META, setTimers: [timer('a', 500), timer('b', 20)], addJobs: [job] });
    await log.append({ meta: META, addJobs: [job, { ...job, id: 'k' }] });
    await log.append(step('a', { expectedVersion: 4, addJobs: [job] }));
    await log.append(step('a'));
    expect(scheduled).toEqual([
      { nextTimerMs: 20, jobs: 1 },
      { nextTimerMs: Infinity, jobs: 2 },
    ]);
  });

  describe('in a transaction', () => {
    it('reads, decides and writes as if nobody else did', async () => {
      const other = await openTestLog(databaseUrl, 'orders');
      const take = (by: EventLog) =>
        by.transact(async (work) => {
          const { state } = await work.load(walk, 'counter');
          const next = state.steps.length + 1;
          work.append(walk, {
            stream: stream('counter'),
            events: [{ type: 'StepTaken', data: { step: next } }],
            meta: META,
          });
          return next;
        }, 100);
      const taken = await Promise.all(Array.from({ length: 20 }, (_, i) => take(i % 2 ? log : other)));
      await other.close();
      const all = Array.from({ length: 20 }, (_, i) => i + 1);
      expect(taken.map(({ value }) => value).sort((a, b) => a - b)).toEqual(all);
      expect((await log.load(walk, 'counter')).state.steps).toEqual(all);
      expect(taken.every(({ units, value }) => units[0]!.status === 'appended' && units[0]!.version === value)).toBe(
        true,
      );
    });

    it('writes nothing when nothing is decided, or when deciding fails', async () => {
      expect(await log.transact(async () => 'nothing')).toEqual({ value: 'nothing', units: [] });
      const failing = log.transact(async (work) => {
        work.append(walk, { stream: stream('a'), events: [{ type: 'StepTaken', data: { step: 1 } }], meta: META });
        throw new Error('changed my mind');
      });
      await expect(failing).rejects.toThrow('changed my mind');
      expect(await log.head()).toBe(0);
    });

    it('gives up when it conflicts again and again', async () => {
      let tries = 0;
      const hopeless = log.transact(async (work) => {
        tries++;
        work.append(null, { ...step('a'), expectedVersion: 5 });
      }, 3);
      await expect(hopeless).rejects.toThrow(LogUnavailable);
      expect(tries).toBe(3);
    });
  });

  it('gives the positions of a large group beyond what one call of single units holds', async () => {
    const units = Array.from({ length: 1_500 }, (_, i) => step(`s-${i}`));
    const outcome = await log.appendGroup(units);
    expect(outcome.status === 'appended' && outcome.units.at(-1)).toEqual({
      status: 'appended',
      version: 1,
      position: 1_500,
    });
    await expectSound(log);
  });
});
