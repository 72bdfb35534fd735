import { createLogger } from '@windrose/platform';
import { createTestLog, eventually, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { META, step } from '../../test/fixtures';
import type { EventLog } from '../event-log';
import { JobRunner } from '../schedule/job-runner';
import { RetryLater, type JobHandler } from '../schedule/jobs';
import { ParkedWork } from './parked-work';

describe('parked work', () => {
  let postgres: TestPostgres;
  let log: EventLog;
  let work: ParkedWork;

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());
  beforeEach(async () => {
    ({ log } = await createTestLog(postgres, 'orders'));
    work = new ParkedWork(log, { waitMs: 0 });
  });
  afterEach(() => log.close());

  async function parkKey(key: string, ago: string, ...positions: readonly number[]): Promise<string> {
    const { rows } = await log.pool.query<{ id: string }>(
      `insert into orders.parked_keys (consumer_group, key, partition, parked_at, history)
       values ('orders', $1, 0, now() - $2::interval, $3) returning id`,
      [
        key,
        ago,
        JSON.stringify([
          {
            at: '2026-01-01T00:00:00.5+00:00',
            source: 'inventory',
            position: 1,
            type: 'StockReserved',
            error: 'a',
            tries: 5,
          },
          {
            at: '2026-01-01T00:00:01+00:00',
            source: 'payments',
            position: 2,
            type: 'PaymentVoided',
            error: 'b',
            tries: 3,
          },
        ]),
      ],
    );
    for (const position of positions) {
      await log.pool.query(
        `insert into orders.parked_events (consumer_group, source, position, key, event, data)
         values ('orders', 'inventory', $2, $1, $3, '{"n": 1.50}')`,
        [
          key,
          position,
          JSON.stringify({ eventId: `e-${position}`, type: 'StockReserved', recordedAt: 'then', meta: META }),
        ],
      );
    }
    return rows[0]!.id;
  }

  async function buryJob(id: string, ago: string): Promise<void> {
    await log.pool.query(
      `insert into orders.jobs (job_id, kind, key, data, meta, run_at, dead, died_at, last_error, attempt)
       values ($1, 'call', 'k', '{"a": 1}', '{}', now(), true, now() - $2::interval, 'refused', 20)`,
      [id, ago],
    );
  }

  it('is told newest first, parked keys and dead jobs together', async () => {
    const id = await parkKey('order-1', '2 minutes', 7, 9);
    await buryJob('j-1', '1 minute');
    await buryJob('j-2', '3 minutes');
    const common = { service: 'orders', since: expect.stringMatching(/Z$/) };
    expect(await work.list({ limit: 10 })).toEqual([
      { ...common, kind: 'dead letter', id: 'j-1', key: 'k', job: 'call', attempts: 20, error: 'refused' },
      {
        ...common,
        ...{ kind: 'parked key', id, key: 'order-1', group: 'orders', event: 'payments.PaymentVoided' },
        ...{ events: 2, attempts: 8, error: 'b', wish: null },
      },
      { ...common, kind: 'dead letter', id: 'j-2', key: 'k', job: 'call', attempts: 20, error: 'refused' },
    ]);
    expect(await work.counts()).toEqual({ groups: [{ group: 'orders', keys: 1, events: 2 }], deadJobs: 2 });
  });

  it('is told page by page without a gap or a repeat, also among entries of one moment', async () => {
    for (const n of [1, 2, 3, 4, 5]) await buryJob(`j-${n}`, '1 minute');
    await log.pool.query(`update orders.jobs set died_at = '2026-01-01' where job_id <> 'j-1'`);
    const seen: string[] = [];
    for (let after; ;) {
      const page = await work.list({ limit: 2, after });
      if (page.length === 0) break;
      seen.push(...page.map(({ id }) => id));
      after = { ...page.at(-1)!, service: 'orders' };
    }
    expect(seen).toEqual(['j-1', 'j-2', 'j-3', 'j-4', 'j-5']);
    const place = { since: '2026-01-01T00:00:00Z', id: 'j-9' };
    // Entries of one moment are in the order of their services.
    expect(await work.list({ limit: 9, after: { ...place, service: 'payments' } })).toEqual([]);
    expect(await work.list({ limit: 9, after: { ...place, service: 'inventory' } })).toHaveLength(4);
  });

  it('is shown with its history, its line and its data', async () => {
    const id = await parkKey('order-1', '2 minutes', 9, 7);
    expect(await work.show(id)).toEqual({
      entry: expect.objectContaining({ id }),
      history: [
        { at: '2026-01-01T00:00:00.5Z', error: 'a', tries: 5, event: 'inventory.StockReserved 1', worker: null },
        { at: '2026-01-01T00:00:01Z', error: 'b', tries: 3, event: 'payments.PaymentVoided 2', worker: null },
      ],
      line: [9, 7].map((position) => ({
        ...{ source: 'inventory', position, id: `e-${position}`, type: 'StockReserved', at: 'then' },
        ...{ parkedAt: expect.stringMatching(/Z$/), data: { n: 1.5 } },
      })),
      data: null,
    });
    await buryJob('j/1', '1 minute');
    expect(await work.show('j/1')).toMatchObject({ entry: { id: 'j/1' }, history: [], line: [], data: { a: 1 } });
    expect(await work.show('nothing')).toBeNull();
    expect(await work.show(META.correlationId)).toBeNull();
  });

  it('takes down what an operator wishes of a key, and tells somebody', async () => {
    const onWish = jest.fn();
    work = new ParkedWork(log, { onWish, waitMs: 0 });
    const id = await parkKey('order-1', '2 minutes', 7);
    expect(await work.redrive(id, 'operator:o')).toMatchObject({ status: 'requested', entry: { id, wish: 'redrive' } });
    const event = { source: 'inventory', position: 7 };
    expect(await work.discard({ id, reason: 'void', event }, 'operator:p')).toMatchObject({ status: 'requested' });
    expect(await work.discard({ id, reason: 'void', event: { ...event, position: 8 } }, 'operator:p')).toBeNull();
    expect(onWish).toHaveBeenCalledTimes(2);
    const { rows } = await log.pool.query('select wish, source, position, reason, wished_by from orders.parked_wishes');
    expect(rows).toEqual([
      { wish: 'redrive', source: null, position: null, reason: null, wished_by: 'operator:o' },
      { wish: 'discard', ...event, reason: 'void', wished_by: 'operator:p' },
    ]);
    // Whoever holds the partition does it.
    await log.pool.query('delete from orders.parked_keys');
    expect(await log.pool.query('select from orders.parked_wishes')).toMatchObject({ rowCount: 0 });
    expect(await work.redrive(id, 'operator:o')).toBeNull();
  });

  describe('jobs', () => {
    let runner: JobRunner | undefined;
    let perform: JobHandler['perform'];

    beforeEach(async () => {
      const handler: JobHandler = {
        kind: 'call',
        maxAttempts: 3,
        perform: (job, signal) => perform(job, signal),
        conclude: async (job, _, appends) =>
          appends.append(null, step('done', { stream: { id: 'done', key: job.key } })),
      };
      runner = new JobRunner(log, [handler], createLogger('test', { LOG_LEVEL: 'silent' }), {
        worker: 'orders#1',
        backoff: { firstMs: 1, maxMs: 2 },
      });
      runner.start();
      let tries = 0;
      perform = () => {
        tries++;
        throw tries === 2 ? new RetryLater('busy', 1) : new Error(`no route ${tries}`);
      };
      await log.append({ meta: META, addJobs: [{ id: 'j', kind: 'call', key: 'k', data: { a: 1 } }] });
      await eventually(async () => expect(await work.counts()).toMatchObject({ deadJobs: 1 }));
    });
    afterEach(() => runner?.stop());

    it('remember every try that counts', async () => {
      expect(await work.show('j')).toMatchObject({
        entry: { attempts: 3, error: 'no route 4' },
        history: [
          { tries: 1, error: 'no route 1', worker: 'orders#1', event: null, at: expect.stringMatching(/Z$/) },
          { tries: 2, error: 'no route 3' },
          { tries: 3, error: 'no route 4' },
        ],
      });
    });

    it('are tried again with all their tries, and keep their history', async () => {
      expect(await work.redrive('j', 'operator:o')).toEqual({
        service: 'orders',
        id: 'j',
        status: 'redriven',
        entry: null,
      });
      await eventually(async () => expect(await work.show('j')).toMatchObject({ entry: { attempts: 6 } }));
      expect((await work.show('j'))!.history.map(({ tries }) => tries)).toEqual([1, 2, 3, 1, 2, 3]);
      perform = () => Promise.resolve(null);
      await work.redrive('j', 'operator:o');
      await eventually(async () => expect(await log.head()).toBe(1));
      expect(await work.redrive('j', 'operator:o')).toBeNull();
    });

    it('are discarded once, and kept', async () => {
      const discard = { id: 'j', reason: 'wrong number' };
      const [one, two] = await Promise.all([work.discard(discard, 'operator:o'), work.discard(discard, 'operator:o')]);
      expect([one, two].filter((outcome) => outcome !== null)).toEqual([
        { service: 'orders', id: 'j', status: 'discarded', entry: null },
      ]);
      const { rows } = await log.pool.query(
        `select kind, job_id, key, what ->> 'kind' as job, data::text, jsonb_array_length(history) as tries, reason,
           discarded_by from orders.discarded`,
      );
      expect(rows).toEqual([
        {
          ...{ kind: 'job', job_id: 'j', key: 'k', job: 'call', data: '{"a":1}', tries: 3 },
          ...{ reason: 'wrong number', discarded_by: 'operator:o' },
        },
      ]);
      expect(await work.list({ limit: 1 })).toEqual([]);
    });
  });
});
