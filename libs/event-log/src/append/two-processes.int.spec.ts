import { createTestLog, eventually, Program, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { join } from 'node:path';
import { createLogger } from '@windrose/platform';
import { expectSound, step } from '../../test/fixtures';
import type { WritersOptions, WritersResult } from '../../test/programs/writers';
import type { EventLog } from '../event-log';
import { projection } from '../projections/projection';
import { ProjectionRunner } from '../projections/projection-runner';
import { appendCallSql, encodeCall } from './encode-call';
import { encodeUnit } from './encode-unit';

jest.setTimeout(120_000);

interface Counted {
  stream_id: string;
  events: number;
  last_position: number;
  faults: number;
}

/** Counts every event, and every one that doesn't come right behind the one before it in its stream. */
const counted = projection<Counted>({
  name: 'counted',
  version: 1,
  columns: { stream_id: 'text', events: 'int', last_position: 'bigint', faults: 'int' },
  primaryKey: 'stream_id',
  keyOf: ({ streamId }) => streamId,
  on: {
    StepTaken: (row, { streamId, version, position }) => ({
      stream_id: streamId,
      events: (row?.events ?? 0) + 1,
      last_position: position,
      faults: (row?.faults ?? 0) + (version === (row?.events ?? 0) + 1 && position > (row?.last_position ?? 0) ? 0 : 1),
    }),
  },
});

/** Reads on behind what it has read, again and again: what it has seen is what a relay would have published. */
class Poller {
  private position = 0;
  private readonly faults: string[] = [];
  private stopping = false;
  private readonly running: Promise<void>;

  constructor(private readonly log: EventLog) {
    this.running = this.poll();
  }

  private async poll(): Promise<void> {
    for (let last = false; !last;) {
      last = this.stopping;
      const head = await this.log.head();
      const events = await this.log.readAll({ after: this.position, limit: 100_000 });
      for (const { position } of events) {
        if (position !== this.position + 1) this.faults.push(`${position} after ${this.position}`);
        this.position = position;
      }
      if (this.position < head) this.faults.push(`the head was ${head}, the last event ${this.position}`);
    }
  }

  /** @returns how far it has come after one more look */
  async end(): Promise<number> {
    this.stopping = true;
    await this.running;
    expect(this.faults).toEqual([]);
    return this.position;
  }
}

describe('a log that two processes write', () => {
  let postgres: TestPostgres;
  let log: EventLog;
  let databaseUrl: string;

  beforeAll(async () => {
    // Whoever waits for a lock is checked for a circle at once: then each one shows.
    postgres = await startTestPostgres({ settings: { deadlock_timeout: '10ms' } });
  });
  afterAll(() => postgres.stop());
  beforeEach(async () => {
    ({ log, databaseUrl } = await createTestLog(postgres, 'orders'));
  });
  afterEach(() => log.close());

  const writers = (name: string): Program =>
    new Program(join(__dirname, '../../test/programs/writers.ts'), {
      databaseUrl,
      name,
      writers: 16,
      appends: 40,
      streams: 8,
    } satisfies WritersOptions);

  it('stays dense and in order under 32 writers with conflicts and rollbacks; readers and projections miss nothing', async () => {
    const runner = new ProjectionRunner(log, counted, createLogger('test'));
    await runner.start();
    const poller = new Poller(log);
    const results = await Promise.all([writers('a'), writers('b')].map((program) => program.result<WritersResult>()));

    const events = await expectSound(log);
    expect(results.reduce((sum, result) => sum + result.events, 0)).toBe(events);
    expect(await poller.end()).toBe(events);
    for (const { conflicts, rollbacks, calls } of results) {
      expect(conflicts).toBeGreaterThan(0);
      expect(rollbacks).toBeGreaterThan(0);
      // Otherwise the two would have written one after the other.
      expect(calls).toBeGreaterThan(10);
    }
    const { rows: mixed } = await log.pool.query(
      `select count(*)::int as changes from (
         select data ->> 'by' <> lag(data ->> 'by') over (order by position) as changed from orders.events) e where changed`,
    );
    expect(mixed[0].changes).toBeGreaterThan(10);

    const rows = await eventually(async () => {
      const { rows } = await log.pool.query<Counted>('select * from orders_views.counted');
      expect(rows.reduce((sum, row) => sum + row.events, 0)).toBe(events);
      return rows;
    });
    await runner.stop();
    expect(rows.map(({ faults }) => faults)).toEqual(rows.map(() => 0));

    const { rows: database } = await log.pool.query(
      'select deadlocks from pg_stat_database where datname = current_database()',
    );
    expect(database).toEqual([{ deadlocks: 0 }]);
  });

  it('stays whole when one of them is killed in the middle', async () => {
    const [a, b] = [writers('a'), writers('b')];
    await eventually(async () => expect(await log.head()).toBeGreaterThan(50), { timeoutMs: 30_000 });
    await a.kill9();
    await b.result();
    await expectSound(log);
    expect(await log.append(step('hot-0'))).toMatchObject({ status: 'appended' });
  });

  it('is not reordered by a transaction that took its number early', async () => {
    const poller = new Poller(log);
    const early = await log.pool.connect();
    try {
      // However long the appends between take.
      await early.query('begin; set local idle_in_transaction_session_timeout = 0');
      await early.query('select pg_current_xact_id()');
      for (let i = 0; i < 50; i++) await log.append(step('hot'));
      // Now the transaction with the lower number writes to the same stream, and commits last.
      const { values } = encodeCall([{ units: [encodeUnit(step('hot'))], cursors: [] }], log.partitions);
      await early.query(appendCallSql(log.schema), values);
      const late = log.append(step('hot'));
      await early.query('commit');
      expect(await late).toMatchObject({ status: 'appended', version: 52, position: 52 });
    } finally {
      early.release();
    }
    expect(await expectSound(log)).toBe(52);
    expect(await poller.end()).toBe(52);
  });
});
