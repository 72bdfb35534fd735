import { SERVICES } from '@windrose/contracts';
import { openTestLog, Program, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { META, step } from '../test/fixtures';
import type { MigratorOptions } from '../test/programs/migrator';
import { migrate } from './migrate';
import { CreateLog1790000000000 } from './schema/create-log.migration';
import { MIGRATIONS } from './schema/migrations';

jest.setTimeout(60_000);

describe('migrations', () => {
  let postgres: TestPostgres;
  let databaseUrl: string;

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());
  beforeEach(async () => {
    databaseUrl = await postgres.createDatabase();
  });

  const query = async (sql: string): Promise<unknown[]> => {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  };

  it('run once, whoever comes, from several processes at once too', async () => {
    const argument: MigratorOptions = { databaseUrl, schemas: ['orders', 'payments'] };
    const programs = [1, 2].map(() => new Program(join(__dirname, '../test/programs/migrator.ts'), argument));
    const counts = await Promise.all([
      ...programs.map((program) => program.result<number>()),
      migrate(databaseUrl, ['orders']),
      migrate(databaseUrl, ['payments', 'orders']),
    ]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(2 * MIGRATIONS.length);
    expect(await query('select count(*)::int as n from orders.migrations')).toEqual([{ n: MIGRATIONS.length }]);
  });

  it('wait for a server that is busy, longer than a request would', async () => {
    process.kill(postgres.pid!, 'SIGSTOP');
    const migrated = migrate(databaseUrl, ['orders']);
    await Promise.race([migrated.catch(() => undefined), sleep(6_000)]);
    process.kill(postgres.pid!, 'SIGCONT');
    expect(await migrated).toBe(MIGRATIONS.length);
  });

  it('leave what is there alone, and open no second connection for it', async () => {
    expect(await migrate(databaseUrl, SERVICES)).toBe(MIGRATIONS.length * SERVICES.length);
    const log = await openTestLog(databaseUrl, 'orders');
    await log.append(step('order-1'));
    const sources = jest.spyOn(DataSource.prototype, 'initialize');
    expect(await migrate(databaseUrl, SERVICES)).toBe(0);
    expect(sources).not.toHaveBeenCalled();
    sources.mockRestore();
    expect(await log.head()).toBe(1);
    await log.close();
  });

  it('bring a log up to date that an older version has written', async () => {
    const older = new DataSource({
      type: 'postgres',
      url: databaseUrl,
      schema: 'orders',
      migrations: [CreateLog1790000000000],
      migrationsTableName: 'migrations',
    });
    await query('create schema orders');
    await older.initialize();
    await older.runMigrations();
    await older.destroy();
    await query(`
      create table orders.order_list_v1_1 (order_id text);
      create view orders.order_list as select * from orders.order_list_v1_1;
      insert into orders.projections (name, version, generation, live) values ('order_list', 1, 1, true);
      create function orders.append(atom_sizes int[]) returns int language sql as 'select 1';
      insert into orders.cursors values ('orders', 'inventory', 0, 7, gen_random_uuid());
      insert into orders.jobs (job_id, kind, key, data, meta, run_at, dead, last_error)
        values ('j', 'k', 'k', '1', '{}', now(), true, 'no route')`);
    expect(await migrate(databaseUrl, ['orders'])).toBe(MIGRATIONS.length - 1);
    expect(await query('select epoch::int, position::int from orders.cursors')).toEqual([{ epoch: 0, position: 7 }]);
    expect(await query('select dead, died_at is null as undated, history from orders.jobs')).toEqual([
      { dead: true, undated: false, history: [] },
    ]);
    // The list is built again, in its new place.
    expect(await query(`select to_regclass('orders.order_list') as view, * from orders.projections`)).toEqual([]);
    const log = await openTestLog(databaseUrl, 'orders');
    const move = { group: 'orders', source: 'inventory', partition: 0, from: 7, to: 8, eventId: META.correlationId };
    expect(await log.appendGroup([step('order-1')], [move])).toMatchObject({ status: 'appended' });
    await log.close();
  });

  it('wait for nobody when there is nothing to do', async () => {
    await migrate(databaseUrl, ['orders']);
    const other = new Client({ connectionString: databaseUrl });
    await other.connect();
    try {
      await other.query('select pg_advisory_lock(7309453012)');
      expect(await migrate(databaseUrl, ['orders'])).toBe(0);
    } finally {
      await other.end();
    }
  });

  it('refuse a schema that is none', async () => {
    await expect(migrate(databaseUrl, ['orders; drop table x'])).rejects.toThrow("can't name a schema");
  });

  it('leave nothing behind when one fails', async () => {
    await query('create schema orders; create table orders.cursors (x int)');
    await expect(migrate(databaseUrl, ['orders'])).rejects.toThrow('already exists');
    expect(
      await query(
        `select table_name from information_schema.tables where table_schema = 'orders' and table_name = 'events'`,
      ),
    ).toEqual([]);
    await query('drop table orders.cursors');
    expect(await migrate(databaseUrl, ['orders'])).toBe(MIGRATIONS.length);
  });

  it('keep the log of each schema for itself', async () => {
    await migrate(databaseUrl, ['orders', 'payments']);
    const [orders, payments] = [await openTestLog(databaseUrl, 'orders'), await openTestLog(databaseUrl, 'payments')];
    await orders.append(step('s-1'));
    expect([await orders.head(), await payments.head()]).toEqual([1, 0]);
    expect(orders.logId).not.toBe(payments.logId);
    await Promise.all([orders.close(), payments.close()]);
  });
});
