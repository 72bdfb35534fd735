import { SERVICES } from '@windrose/contracts';
import { openTestLog, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { step } from '../test/fixtures';
import type { MigratorOptions } from '../test/programs/migrator';
import { Program } from '../test/run-program';
import { migrate } from './migrate';

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
    const programs = [1, 2].map(() => new Program('migrator', argument));
    const counts = await Promise.all([
      ...programs.map((program) => program.result<number>()),
      migrate(databaseUrl, ['orders']),
      migrate(databaseUrl, ['payments', 'orders']),
    ]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(2);
    expect(await query('select count(*)::int as n from orders.migrations')).toEqual([{ n: 1 }]);
  });

  it('leave what is there alone, and open no second connection for it', async () => {
    expect(await migrate(databaseUrl, SERVICES)).toBe(SERVICES.length);
    const log = await openTestLog(databaseUrl, 'orders');
    await log.append(step('order-1'));
    const sources = jest.spyOn(DataSource.prototype, 'initialize');
    expect(await migrate(databaseUrl, SERVICES)).toBe(0);
    expect(sources).not.toHaveBeenCalled();
    sources.mockRestore();
    expect(await log.head()).toBe(1);
    await log.close();
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
    expect(await migrate(databaseUrl, ['orders'])).toBe(1);
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
