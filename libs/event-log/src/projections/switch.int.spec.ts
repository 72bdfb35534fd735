import { createLogger } from '@windrose/platform';
import { createTestLog, eventually, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { Client, Pool } from 'pg';
import { DataSource } from 'typeorm';
import { happened, step } from '../../test/fixtures';
import type { EventLog } from '../event-log';
import { projection, type Projection } from './projection';
import { ProjectionRunner } from './projection-runner';
import { replay } from './replay';

jest.setTimeout(60_000);

interface Counted {
  id: string;
  events: number;
}

const counted = (version: number): Projection =>
  projection<Counted>({
    name: 'counted',
    version,
    columns: { id: 'text', events: 'int' },
    primaryKey: 'id',
    keyOf: ({ streamId }) => streamId,
    on: { StepTaken: (row, { streamId }) => ({ id: streamId, events: (row?.events ?? 0) + 1 }) },
  });

const SQL = 'select count(*)::int as rows, sum(events)::int as events from orders_views.counted';

/** Reads in a loop until it is told to stop; says what it read, or fails. */
class Reader {
  reads = 0;
  private stopping = false;
  private readonly running: Promise<void>;

  constructor(private readonly read: () => Promise<{ rows: number; events: number } | undefined>) {
    this.running = this.run();
    this.running.catch(() => undefined);
  }

  async stop(): Promise<number> {
    this.stopping = true;
    await this.running;
    return this.reads;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      const read = await this.read();
      if (read?.rows !== 20 || read.events !== 60) throw new Error(`read ${JSON.stringify(read)}`);
      this.reads++;
    }
  }
}

describe('readers of a projection', () => {
  let postgres: TestPostgres;
  let log: EventLog;
  let databaseUrl: string;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    ({ log, databaseUrl } = await createTestLog(postgres, 'orders'));
  });
  afterAll(async () => {
    await log.close();
    await postgres.stop();
  });

  it('never see a missing view or half a table while it is switched again and again', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, i) => log.append(step(`s-${i}`, { events: happened(1, 2, 3) }))));
    const logger = createLogger('test', { LOG_LEVEL: 'silent' });
    const runner = new ProjectionRunner(log, counted(1), logger);
    await runner.start();
    await eventually(() => expect(runner.lag()).toMatchObject({ position: 60, lag: 0 }));

    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    const pool = new Pool({ connectionString: databaseUrl, max: 3 });
    const typeorm = await new DataSource({ type: 'postgres', url: databaseUrl, poolSize: 2 }).initialize();
    const inTransaction = await new DataSource({ type: 'postgres', url: databaseUrl, poolSize: 1 }).initialize();
    const readers = [
      new Reader(async () => (await client.query({ name: 'counted', text: SQL })).rows[0]),
      ...[1, 2, 3].map(() => new Reader(async () => (await pool.query({ name: 'counted', text: SQL })).rows[0])),
      new Reader(async () => (await pool.query(SQL)).rows[0]),
      new Reader(async () => (await typeorm.query<{ rows: number; events: number }[]>(SQL))[0]),
      new Reader(() =>
        inTransaction.transaction(async (manager) => {
          const [first] = await manager.query<{ rows: number; events: number }[]>(SQL);
          const [second] = await manager.query<{ rows: number; events: number }[]>(SQL);
          expect(second).toEqual(first);
          return second;
        }),
      ),
    ];

    for (let i = 0; i < 15; i++) await replay(log, counted(1));
    const next = new ProjectionRunner(log, counted(2), logger);
    await next.start();
    await eventually(async () => {
      const { rows } = await log.pool.query('select version from orders.projections where live');
      expect(rows).toEqual([{ version: 2 }]);
    });
    for (let i = 0; i < 15; i++) await replay(log, counted(2));

    const reads = await Promise.all(readers.map((reader) => reader.stop()));
    for (const count of reads) expect(count).toBeGreaterThan(10);
    await Promise.all([
      runner.stop(),
      next.stop(),
      client.end(),
      pool.end(),
      typeorm.destroy(),
      inTransaction.destroy(),
    ]);
  });
});
