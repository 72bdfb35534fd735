import { SERVICES } from '@windrose/contracts';
import { EventLog } from '@windrose/event-log';
import { ConfigError } from '@windrose/platform';
import { query, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { prepareDatabase } from './prepare-database';

describe('prepareDatabase', () => {
  let postgres: TestPostgres;
  let env: Record<string, string>;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    const ADMIN_DATABASE_URL = await postgres.createDatabase('windrose');
    const as = (role: string, password: string): string => {
      const url = new URL(ADMIN_DATABASE_URL);
      [url.username, url.password] = [role, password];
      return url.href;
    };
    const services = SERVICES.map((name) => [`${name.toUpperCase()}_DATABASE_URL`, as(`windrose_${name}`, name)]);
    env = { ADMIN_DATABASE_URL, MIGRATION_DATABASE_URL: as('windrose_owner', 'own'), ...Object.fromEntries(services) };
  });

  afterAll(() => postgres.stop());

  it('makes schemas that each service comes to with its own password, and to no other', async () => {
    expect(await prepareDatabase(env)).toBeGreaterThan(0);
    const log = await EventLog.open({ service: 'orders', databaseUrl: env.ORDERS_DATABASE_URL!, partitions: 16 });
    expect(await log.head()).toBe(0);
    await log.close();
    await expect(query(env.ORDERS_DATABASE_URL!, 'select from payments.events')).rejects.toThrow('permission denied');
    await expect(query(env.ORDERS_DATABASE_URL!, 'insert into orders.events (position) values (1)')).rejects.toThrow(
      'permission denied',
    );
    expect(
      await query(env.ADMIN_DATABASE_URL!, `select tableowner from pg_tables where schemaname = 'orders' limit 1`),
    ).toEqual([{ tableowner: 'windrose_owner' }]);
  });

  it('run again does nothing but to take over new passwords', async () => {
    const before = env.EDGE_DATABASE_URL!;
    const changed = { ...env, EDGE_DATABASE_URL: before.replace(':edge@', ':another@') };
    expect(await prepareDatabase(changed)).toBe(0);
    expect(await query(changed.EDGE_DATABASE_URL, 'select 1 as one')).toEqual([{ one: 1 }]);
    await prepareDatabase(env);
  });

  it.each([
    ['ADMIN_DATABASE_URL', undefined, 'postgres://…'],
    ['EDGE_DATABASE_URL', undefined, 'postgres://…'],
    ['EDGE_DATABASE_URL', 'postgres://windrose_orders:secret@db/windrose', 'postgres://windrose_edge:<password>@…'],
    ['MIGRATION_DATABASE_URL', 'postgres://windrose_owner@db/windrose', 'postgres://windrose_owner:<password>@…'],
  ])('refuses %s=%s, and shows no password', async (variable, value, allowed) => {
    const failure = await prepareDatabase({ ...env, [variable]: value }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConfigError);
    expect((failure as Error).message).toContain(variable);
    expect((failure as Error).message).toContain(allowed);
    expect((failure as Error).message).not.toContain('secret');
  });
});
