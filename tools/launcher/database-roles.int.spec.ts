import { SERVICES } from '@windrose/contracts';
import { EventLog, migrate, projection, ProjectionStore } from '@windrose/event-log';
import { query, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { ensureRoles, type RoleUrls } from './database-roles';
import { migrationsOf } from './migrations';
import type { Passwords } from './passwords';

const passwords = (suffix: string): Passwords => {
  const all = Object.fromEntries(
    ['owner', 'admin', 'provider', ...SERVICES].map((name) => [name, `${name}-${suffix}`]),
  );
  return { database: all, broker: all, webhooks: all } as unknown as Passwords;
};
const list = projection<{ id: string }>({
  name: 'list',
  version: 1,
  columns: { id: 'text' },
  primaryKey: 'id',
  keyOf: ({ streamId }) => streamId,
  on: {},
});

describe('the roles of the embedded database', () => {
  let postgres: TestPostgres;
  let adminUrl: string;

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());
  beforeEach(async () => {
    adminUrl = await postgres.createDatabase();
  });

  /** What the launcher does before the apps start. */
  async function bringUpToDate(): Promise<RoleUrls> {
    const roles = await ensureRoles(adminUrl, passwords('a'));
    for (const { ownersUrl, apps } of migrationsOf(roles.owner, roles.urlOf)) {
      const names = Object.fromEntries(Object.entries(apps).map(([service, url]) => [service, new URL(url).username]));
      await migrate(ownersUrl, Object.keys(apps), names);
    }
    return roles;
  }

  async function useLog(databaseUrl: string): Promise<void> {
    const log = await EventLog.open({ service: 'orders', databaseUrl, partitions: 16 });
    try {
      await new ProjectionStore(log).openNext(list);
      log.allowAppends();
      const meta = {
        actor: { type: 'service', id: 't' },
        tenant: 'default',
        causationId: null,
        correlationId: 'c',
      } as const;
      const unit = { stream: { id: 'o-1', key: 'o-1' }, events: [{ type: 'OrderPlaced', data: {} }], meta };
      expect(await log.append(unit)).toMatchObject({ status: 'appended' });
    } finally {
      await log.close();
    }
  }

  it('let each service work in its own schema, and into no other', async () => {
    const { urlOf } = await bringUpToDate();
    await useLog(urlOf('orders'));
    await expect(query(urlOf('payments'), 'select from orders.events')).rejects.toThrow('permission denied');
    await expect(query(urlOf('payments'), 'select from orders_views.list_v1_1')).rejects.toThrow('permission denied');
    await expect(query(urlOf('orders'), 'create schema mine')).rejects.toThrow('permission denied');
    await expect(query(urlOf('orders'), 'create temp table mine (x int)')).rejects.toThrow('permission denied');
  });

  it('may be made again, with other passwords', async () => {
    const { urlOf } = await ensureRoles(adminUrl, passwords('a'));
    await ensureRoles(adminUrl, passwords('b'));
    await expect(query(urlOf('orders'), 'select')).rejects.toThrow('password authentication failed');
    expect(await query((await ensureRoles(adminUrl, passwords('a'))).urlOf('orders'), 'select 1 as one')).toEqual([
      { one: 1 },
    ]);
  });

  it('take over what the administrator had made before there were roles', async () => {
    await migrate(adminUrl, SERVICES);
    await useLog(adminUrl);
    const { urlOf } = await bringUpToDate();
    await useLog(urlOf('orders'));
    expect(await query(adminUrl, 'select max(position)::int as head from orders.events')).toEqual([{ head: 2 }]);
    const owners = await query(
      adminUrl,
      `select distinct relnamespace::regnamespace::text as schema, relowner::regrole::text as owner from pg_class
       where relkind in ('r', 'v') and relnamespace::regnamespace::text like 'orders%' order by 1`,
    );
    expect(owners).toEqual([
      { schema: 'orders', owner: 'windrose_owner' },
      { schema: 'orders_views', owner: 'windrose_orders' },
    ]);
  });
});

describe('migrationsOf', () => {
  it('has the owner migrate the common database, and each app the one that it has for itself', () => {
    const urlOf = (service: string): string =>
      service === 'edge' ? 'postgres://edge@elsewhere/intake' : `postgres://${service}@db:5432/windrose`;
    expect(migrationsOf('postgres://owner@db/windrose', urlOf)).toEqual([
      { ownersUrl: 'postgres://edge@elsewhere/intake', apps: { edge: 'postgres://edge@elsewhere/intake' } },
      {
        ownersUrl: 'postgres://owner@db/windrose',
        apps: expect.objectContaining({ orders: 'postgres://orders@db:5432/windrose' }),
      },
    ]);
  });
});
