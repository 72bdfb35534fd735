import { createLogger } from '@windrose/platform';
import { createTestLog, eventually, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { Client } from 'pg';
import { META, step } from '../../test/fixtures';
import type { EventLog } from '../event-log';
import { projection } from '../projections/projection';
import { ProjectionRunner } from '../projections/projection-runner';
import { JobStore } from '../schedule/job-store';
import { TimerStore } from '../schedule/timer-store';
import type { ParkedChange, Unit } from '../unit';

jest.setTimeout(60_000);

const ROWS = 20_000;
const DAY_MS = 86_400_000;

const seen = projection<{ id: string; type: string }>({
  name: 'seen',
  version: 1,
  columns: { id: 'text', type: 'text' },
  primaryKey: 'id',
  keyOf: ({ streamId }) => streamId,
  on: { StepTaken: (row, { streamId, type }) => ({ id: streamId, type: row?.type ?? type }) },
});

/** Everything that an append can do, on rows that are there and on new ones. */
function everything(round: number): Unit[] {
  const old = `old-${round}`;
  return [
    step(`new-${round}`, {
      commandId: `new-${round}`,
      postings: [{ owner: `new-${round}`, account: 'a', delta: 1 }],
      documents: [{ collection: 'c', id: `new-${round}`, body: 1 }],
      setTimers: [{ id: `new-${round}`, kind: 'k', key: 'k', dueInMs: DAY_MS, data: 1 }],
      addJobs: [{ id: `new-${round}`, kind: 'k', key: 'k', data: 1, runInMs: DAY_MS }],
    }),
    step(old, {
      postings: [{ owner: old, account: 'a', delta: 1 }],
      documents: [{ collection: 'c', id: old, body: null }],
      clearTimers: [old],
      completeJobs: [old],
    }),
    { commandId: old },
  ];
}

/** Everything else that asks the database for something. */
async function readEverything(log: EventLog, round: number): Promise<void> {
  const reading = { initialState: null, evolve: () => null };
  const old = `old-${round}`;
  await log.loadMany(reading, [old, `new-${round}`]);
  await log.readStream(old);
  await log.readByKey(old);
  await log.readAll({ after: round, limit: 10 });
  await log.readAll({ after: round, upTo: round + 10, limit: 10, types: ['StepTaken'] });
  await log.eventAt(round);
  await log.documents('c', [old]);
  await log.balances([old]);
  await log.cursors('g');
  await new TimerStore(log).due(['k'], 10, 200);
  const jobs = new JobStore(log, 'worker');
  await jobs.claim(new Map([['k', 10]]), 1_000, []);
  await jobs.nextDueInMs(['k']);
  await jobs.renew([old], 1_000);
}

describe('statements that were planned while the tables were empty', () => {
  let postgres: TestPostgres;
  let log: EventLog;
  let databaseUrl: string;
  let client: Client;
  let runner: ProjectionRunner;

  beforeAll(async () => {
    postgres = await startTestPostgres({ settings: { autovacuum: 'off' } });
    ({ log, databaseUrl } = await createTestLog(postgres, 'orders'));
    client = new Client({ connectionString: databaseUrl });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await postgres.stop();
  });

  const startRunner = async (): Promise<void> => {
    runner = new ProjectionRunner(log, seen, createLogger('test', { LOG_LEVEL: 'silent' }));
    await runner.start();
  };
  const round = async (n: number, suffix: number): Promise<void> => {
    const move = { group: 'g', source: 's', partition: 0, from: n, to: n + 1, eventId: META.correlationId };
    const event = { group: 'g', source: 's' };
    const parked: ParkedChange[] = [
      { ...event, kind: 'park', position: ROWS + 1 + suffix, key: 'k', event: '1', data: '1' },
      ...(suffix < 1_000 ? [] : [{ ...event, kind: 'unpark' as const, position: suffix }]),
    ];
    expect(await log.appendGroup(everything(suffix), [move], parked)).toMatchObject({ status: 'appended' });
    await readEverything(log, suffix);
    await eventually(async () => expect(runner.lag()).toMatchObject({ position: await log.head(), lag: 0 }));
  };
  /** The most rows that scans have read of one table. Sessions report what they did at their end. */
  const mostRowsRead = async (): Promise<{ table: string; rows: number } | undefined> => {
    const { rows } = await client.query<{ table: string; rows: number }>(
      `select relname as table, (seq_tup_read + coalesce(idx_tup_fetch, 0))::int as rows
       from pg_stat_user_tables where schemaname = 'orders' order by rows desc limit 1`,
    );
    return rows[0];
  };

  it('still read only what they need when the tables are large', async () => {
    await client.query('vacuum analyze');
    await startRunner();
    // More often than a statement is planned for its parameters.
    for (let n = 0; n < 8; n++) await round(n, n);
    await runner.stop();

    const old = `generate_series(1000, ${ROWS}) n`;
    await client.query(`
      insert into orders.streams select 'old-' || n, 'old-' || n, 0 from ${old};
      insert into orders.balances select 'old-' || n, 'a', 0 from ${old};
      insert into orders.commands select 'old-' || n, '1' from ${old};
      insert into orders.cursors select 'other-' || n, 's', 0, 0 from ${old};
      insert into orders.documents select 'c', 'old-' || n, '1' from ${old};
      insert into orders.timers select 'old-' || n, 'k', 'k', now() + interval '1 day', '1', '{}' from ${old};
      insert into orders.jobs select 'old-' || n, 'k', 'k', '1', '{}', now(), now() + interval '1 day' from ${old};
      insert into orders.parked_events (consumer_group, source, position, key, event, data)
        select 'g', 's', n, 'k', '1', '1' from ${old};
      insert into orders_views.seen_v1_1 select 'old-' || n, 'x' from ${old}`);
    for (let i = 0; i < ROWS; i += 500) {
      await log.appendGroup(Array.from({ length: 500 }, (_, k) => step(`more-${i + k}`)));
    }
    await client.query('update orders.projections set position = (select position from orders.head)');
    await startRunner();
    for (let n = 8; n < 16; n++) await round(n, 1_000 + n);
    await runner.stop();
    await log.close();
    const most = await eventually(async () => {
      const found = await mostRowsRead();
      expect(found?.rows).toBeGreaterThan(100);
      return found;
    });
    expect(most!.rows).toBeLessThan(ROWS / 4);
  });
});
