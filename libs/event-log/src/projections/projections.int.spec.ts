import { createLogger } from '@windrose/platform';
import { createTestLog, eventually, openTestLog, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { happened, META, step, stream } from '../../test/fixtures';
import { EventLog } from '../event-log';
import { projection, type Projection } from './projection';
import { ProjectionRunner } from './projection-runner';
import { ProjectionStore } from './projection-store';
import { replay } from './replay';
import { verifyProjection, type Difference } from './verify';

jest.setTimeout(60_000);

const logger = createLogger('test', { LOG_LEVEL: 'silent' });

interface Steps {
  id: string;
  steps: number;
  sum: number;
  last: { step: number } | null;
  changed_at: string;
  note: string | null;
}

/** Counts and sums the steps of every stream. `times` makes versions that can be told apart. */
function stepsOf(version = 1, times = 1): Projection {
  return projection<Steps>({
    name: 'steps',
    version,
    columns: { id: 'text', steps: 'bigint', sum: 'int', last: 'json', changed_at: 'timestamptz', note: 'text' },
    primaryKey: 'id',
    indexes: [['changed_at desc', 'id']],
    keyOf: ({ streamId }) => streamId,
    on: {
      StepTaken: (row, event) => {
        const data = event.data as { step: number };
        return {
          id: event.streamId,
          steps: (row?.steps ?? 0) + 1,
          sum: (row?.sum ?? 0) + times * data.step,
          last: data,
          changed_at: event.recordedAt,
          note: row?.note ?? null,
        };
      },
      NoteTaken: (row, { data }) => row && { ...row, note: (data as { text: string }).text },
      Forgotten: (row) => row,
    },
  });
}

describe('projections', () => {
  let postgres: TestPostgres;
  let log: EventLog;
  let databaseUrl: string;
  const runners: ProjectionRunner[] = [];

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());
  beforeEach(async () => {
    ({ log, databaseUrl } = await createTestLog(postgres, 'orders'));
  });
  afterEach(async () => {
    await Promise.all(runners.splice(0).map((runner) => runner.stop()));
    await log.close();
  });

  const run = async (definition: Projection = stepsOf(), on = log): Promise<ProjectionRunner> => {
    const runner = new ProjectionRunner(on, definition, logger);
    await runner.start();
    runners.push(runner);
    return runner;
  };
  const take = (id: string, ...steps: number[]): Promise<unknown> =>
    log.append(step(id, { events: happened(...steps) }));
  const rows = async (): Promise<Steps[]> =>
    (await log.pool.query<Steps>('select * from orders_views.steps order by id')).rows;
  const sums = async (): Promise<Record<string, number>> =>
    Object.fromEntries((await rows()).map(({ id, sum }) => [id, sum]));
  const tables = async (): Promise<string[]> => {
    const { rows } = await log.pool.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'orders_views' and table_name like 'steps_v%' order by 1`,
    );
    return rows.map(({ name }) => name);
  };

  it('fold the events about a row, and hold every type of column', async () => {
    await run();
    expect(await rows()).toEqual([]);
    await take('a', 1, 2);
    await take('b', 10);
    await take('a', 3);
    await eventually(async () => expect(await sums()).toEqual({ a: 6, b: 10 }));
    const [row] = await rows();
    expect(row).toEqual({
      id: 'a',
      steps: 3,
      sum: 6,
      last: '{"step":3}',
      changed_at: (await log.eventAt(4))!.recordedAt,
      note: null,
    });
  });

  it('hold any text, but for what text can not hold', async () => {
    await run();
    await take('a', 1);
    const text = 'ö "quoted" {1,2} \\ \n\t \u2028 \ud800 \0 \x1d \x1e';
    await log.append({ stream: stream('a'), events: [{ type: 'NoteTaken', data: { text } }], meta: META });
    await take('a', 2);
    const held = 'ö "quoted" {1,2} \\ \n\t \u2028 \ufffd \ufffd \ufffd \ufffd';
    await eventually(async () => expect(await rows()).toMatchObject([{ sum: 3, note: held }]));
  });

  it('leave out what they say nothing about', async () => {
    await log.append({ stream: stream('a'), events: [{ type: 'NoteTaken', data: { text: 'nothing' } }], meta: META });
    await log.append({ stream: stream('b'), events: [{ type: 'Unknown', data: null }, ...happened(5)], meta: META });
    const runner = await run();
    await eventually(async () => expect(await sums()).toEqual({ b: 5 }));
    expect(runner.lag()).toEqual({ name: 'steps', version: 1, position: 3, lag: 0 });
  });

  it('may consist of nothing but keys', async () => {
    const seen = projection<{ id: string }>({
      name: 'seen',
      version: 1,
      columns: { id: 'text' },
      primaryKey: 'id',
      keyOf: ({ key }) => key,
      on: { StepTaken: (_, { key }) => ({ id: key }) },
    });
    await run(seen);
    await take('a', 1);
    await take('a', 2);
    await take('b', 2);
    await eventually(async () =>
      expect((await log.pool.query('select id from orders_views.seen order by 1')).rows).toEqual([
        { id: 'a' },
        { id: 'b' },
      ]),
    );
  });

  it('go on where they were after a restart, and count every event once', async () => {
    for (let i = 0; i < 5; i++) {
      const runner = await run();
      await Promise.all(Array.from({ length: 100 }, (_, n) => take(`s-${n % 7}`, 1)));
      if (i % 2) await eventually(() => expect(runner.lag().lag).toBe(0));
      await runner.stop();
    }
    await run();
    await eventually(async () => expect((await rows()).reduce((sum, { steps }) => sum + steps, 0)).toBe(500));
    expect((await rows()).every(({ steps, sum }) => steps === sum)).toBe(true);
  });

  it('count every event once with two runners', async () => {
    const other = await openTestLog(databaseUrl, 'orders');
    await run();
    const second = await run(stepsOf(), other);
    for (let i = 0; i < 20; i++) {
      await Promise.all(Array.from({ length: 50 }, (_, n) => (n % 2 ? log : other).append(step(`s-${n % 7}`))));
    }
    await eventually(async () => expect((await rows()).reduce((sum, { steps }) => sum + steps, 0)).toBe(1_000));
    await second.stop();
    await other.close();
  });

  it('follow a log of many batches', async () => {
    for (let i = 0; i < 10; i++) {
      await Promise.all(Array.from({ length: 400 }, (_, n) => take(`s-${(i * 67 + n) % 1_000}`, 1, 2)));
    }
    const runner = await run();
    await eventually(() => expect(runner.lag()).toMatchObject({ position: 8_000, lag: 0 }), { timeoutMs: 30_000 });
    const { rows } = await log.pool.query(
      'select count(*)::int as streams, sum(steps)::int as steps, sum(sum)::int as sum from orders_views.steps',
    );
    expect(rows).toEqual([{ streams: 1_000, steps: 8_000, sum: 12_000 }]);
  });

  it('start together on few connections', async () => {
    const few = await EventLog.open({ service: 'orders', databaseUrl, partitions: 16, maxConnections: 2 });
    const own = Array.from(
      { length: 6 },
      (_, i) => new ProjectionRunner(few, { ...stepsOf(), name: `steps_${i}` }, logger),
    );
    await Promise.all(own.map((runner) => runner.start()));
    await Promise.all(own.map((runner) => runner.stop()));
    await few.close();
  });

  it('do not skip an event that their fold can not take, and go on when it can', async () => {
    let broken = true;
    const definition = stepsOf();
    const failing: Projection = {
      ...definition,
      on: {
        ...definition.on,
        StepTaken: (row, event) => {
          if (broken && event.position === 2) throw new Error('a mistake in the fold');
          return definition.on.StepTaken!(row, event);
        },
      },
    };
    await take('a', 1, 2, 3);
    const runner = await run(failing);
    await eventually(() => expect(runner.lag()).toMatchObject({ position: 0 }));
    expect(await sums()).toEqual({});
    broken = false;
    await eventually(async () => expect(await sums()).toEqual({ a: 6 }));
  });

  describe('of a new version', () => {
    it('are built beside the old one, which serves until they have caught up, and stays for a way back', async () => {
      await take('a', 1, 2, 3);
      await run(stepsOf(1));
      await eventually(async () => expect(await sums()).toEqual({ a: 6 }));

      // Held up at its second event, the new version is not shown.
      let release: () => void = () => undefined;
      const held = new Promise<void>((resolve) => (release = resolve));
      const slow = await EventLog.open({ service: 'orders', databaseUrl, partitions: 16 });
      const readAll = slow.readAll.bind(slow);
      slow.readAll = async (options) => held.then(() => readAll(options));
      const next = await run(stepsOf(2, 100), slow);
      expect(await tables()).toEqual(['steps_v1_1', 'steps_v2_1']);
      await take('a', 4);
      await eventually(async () => expect(await sums()).toEqual({ a: 10 }));
      release();
      await eventually(async () => expect(await sums()).toEqual({ a: 1_000 }));

      // The old one is fed on, and shown nowhere.
      await take('a', 5);
      await eventually(async () => expect(await sums()).toEqual({ a: 1_500 }));
      await eventually(async () =>
        expect((await log.pool.query('select sum from orders_views.steps_v1_1')).rows).toEqual([{ sum: 15 }]),
      );
      await next.stop();
      await slow.close();
    });

    it('replace those before the last one', async () => {
      await take('a', 1);
      for (const version of [1, 2, 3, 4]) {
        const runner = await run(stepsOf(version, version));
        await eventually(async () => expect(await sums()).toEqual({ a: version }));
        await runner.stop();
      }
      expect(await tables()).toEqual(['steps_v3_1', 'steps_v4_1']);
      const states = await new ProjectionStore(log).states();
      expect(states).toMatchObject([
        { version: 3, live: false },
        { version: 4, live: true },
      ]);
    });
  });

  describe('that are replayed', () => {
    it('are built anew while appends go on, and then fed by the running service', async () => {
      await run();
      await Promise.all(Array.from({ length: 300 }, (_, n) => take(`s-${n % 9}`, 1)));
      let appended = 300;
      let stop = false;
      const appending = (async () => {
        while (!stop) {
          await take(`s-${appended % 9}`, 1);
          appended++;
        }
      })();
      const progress: number[] = [];
      for (let i = 0; i < 3; i++) {
        const { position } = await replay(log, stepsOf(), (reached) => progress.push(reached.position));
        expect(position).toBe(progress.at(-1));
      }
      const before = appended;
      await eventually(() => expect(appended).toBeGreaterThan(before + 20));
      stop = true;
      await appending;
      await eventually(async () => expect((await rows()).reduce((sum, { steps }) => sum + steps, 0)).toBe(appended));
      expect((await rows()).every(({ steps, sum }) => steps === sum)).toBe(true);
      expect(await tables()).toEqual(['steps_v1_3', 'steps_v1_4']);
    });

    it('give the same rows', async () => {
      await run();
      await Promise.all(Array.from({ length: 200 }, (_, n) => take(`s-${n % 9}`, n)));
      await eventually(async () => expect((await rows()).reduce((sum, { steps }) => sum + steps, 0)).toBe(200));
      const before = await rows();
      await replay(log, stepsOf());
      expect(await rows()).toEqual(before);
    });

    it('wait for a reader that holds the view, without holding up the others', async () => {
      await take('a', 1);
      const runner = await run();
      await eventually(() => expect(runner.lag().lag).toBe(0));
      const reader = await log.pool.connect();
      await reader.query('begin');
      await reader.query('select * from orders_views.steps');
      const replaying = replay(log, stepsOf());
      await eventually(async () => {
        const { rows } = await log.pool.query(
          `select from pg_stat_activity where wait_event_type = 'Lock' and query like '%drop view%'`,
        );
        expect(rows).toHaveLength(1);
      });
      for (let i = 0; i < 3; i++) expect(await sums()).toEqual({ a: 1 });
      await reader.query('commit');
      reader.release();
      await replaying;
      expect(await tables()).toEqual(['steps_v1_1', 'steps_v1_2']);
    });
  });

  describe('verified', () => {
    const verified = async (definition: Projection = stepsOf()) => {
      const differences: Difference[] = [];
      const result = await verifyProjection(log, definition, { onDifference: (one) => differences.push(one) });
      expect(result.differences).toBe(differences.length);
      return { ...result, differences };
    };

    it('are what a rebuild makes of the log, also while events come in, and nothing is left of the rebuild', async () => {
      await run();
      for (let n = 0; n < 50; n++) await take(`s${n}`, 1, n);
      let writing = true;
      const writer = (async () => {
        for (let n = 0; writing; n++) await take(`s${n % 60}`, 1_000 + n);
      })();
      await eventually(async () => expect(await rows()).toHaveLength(60));
      const before = await tables();
      const { rows: compared, differences, events } = await verified();
      writing = false;
      await writer;
      expect({ compared, differences }).toEqual({ compared: 60, differences: [] });
      expect(events).toBeGreaterThan(100);
      expect(await tables()).toEqual(before);
    });

    it('show every row that was changed, lost or added behind the log', async () => {
      await run();
      for (const id of ['a', 'b', 'c']) await take(id, 1);
      await eventually(async () => expect(await sums()).toEqual({ a: 1, b: 1, c: 1 }));
      await log.pool.query(`update orders_views.steps set sum = 9 where id = 'a'`);
      await log.pool.query(`delete from orders_views.steps where id = 'b'`);
      await log.pool.query(`insert into orders_views.steps (id, steps, sum) values ('x', 1, 1)`);
      const { differences, rows: compared } = await verified();
      expect(compared).toBe(3);
      expect(differences).toMatchObject([
        { key: 'a', live: { sum: 9 }, rebuilt: { sum: 1 } },
        { key: 'x', live: { sum: 1 }, rebuilt: null },
        { key: 'b', live: null, rebuilt: { sum: 1 } },
      ]);
    });

    it('must be live in the version that the program makes', async () => {
      await run();
      await expect(verified(stepsOf(2))).rejects.toThrow(
        'readers see version 1 of steps, this program makes version 2',
      );
    });
  });
});
