import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { identifier } from './database';
import { present } from './present';
import { grantsSql } from './schema/grants';
import { MIGRATIONS } from './schema/migrations';

/** Apps that start together must not migrate at once. The number only has to be the same everywhere. */
const MIGRATION_LOCK = 7_309_453_012;

/**
 * Milliseconds to wait for a connection. Nobody waits for an answer here, and what a start on a busy machine gives up is the
 * whole system. A server that isn't there refuses at once.
 */
const CONNECT_MS = 60_000;

/** What a migration does may take as long as it takes, whatever the server's default for statements is. */
const NO_TIMEOUT = '-c statement_timeout=0';

/** The role that each service's processes use; a service that isn't named uses the role that migrates. */
export type ServiceRoles = Readonly<Record<string, string | undefined>>;

/** The role that a connection URL names; undefined when it leaves that to the environment. */
export function roleIn(databaseUrl: string): string | undefined {
  const { username } = new URL(databaseUrl);
  return username === '' ? undefined : decodeURIComponent(username);
}

/**
 * Brings the schemas up to date, as the role of `databaseUrl` (the owner's), and gives the services' roles what they
 * need. Safe to call from any number of processes at once. Where nothing is missing and no other role is named, it does
 * nothing, needs no right but to look, and waits for nobody.
 * @returns how many migrations were run
 */
export async function migrate(
  databaseUrl: string,
  schemas: readonly string[],
  roles: ServiceRoles = {},
): Promise<number> {
  const guard = new Client({
    connectionString: databaseUrl,
    application_name: 'windrose migrate',
    connectionTimeoutMillis: CONNECT_MS,
    options: NO_TIMEOUT,
  });
  // Its session may end while nobody asks it anything; the next query says so.
  guard.on('error', () => undefined);
  await guard.connect();
  try {
    const stale = await staleAmong(guard, schemas);
    const others = schemas.filter((schema) => (roles[schema] ?? guard.user) !== guard.user);
    if (stale.length === 0 && others.length === 0) return 0;
    await guard.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    let count = 0;
    for (const schema of await staleAmong(guard, stale)) {
      await guard.query(`create schema if not exists ${identifier(schema)}`);
      count += await migrateOne(databaseUrl, schema);
    }
    for (const schema of others) await guard.query(grantsSql(schema, present(roles[schema])));
    return count;
  } finally {
    await guard.end();
  }
}

async function staleAmong(guard: Client, schemas: readonly string[]): Promise<string[]> {
  const stale: string[] = [];
  for (const schema of schemas) if (!(await isCurrent(guard, schema))) stale.push(schema);
  return stale;
}

/** Asks with one query, because opening a TypeORM data source for each schema costs far more than this. */
async function isCurrent(guard: Client, schema: string): Promise<boolean> {
  const table = `${identifier(schema)}.migrations`;
  const { rows } = await guard.query<{ found: boolean }>('select to_regclass($1) is not null as found', [table]);
  if (!present(rows[0]).found) return false;
  const done = await guard.query<{ name: string }>(`select name from ${table}`);
  const names = new Set(done.rows.map(({ name }) => name));
  return MIGRATIONS.every(({ name }) => names.has(name));
}

async function migrateOne(databaseUrl: string, schema: string): Promise<number> {
  const source = new DataSource({
    type: 'postgres',
    url: databaseUrl,
    schema,
    migrations: MIGRATIONS,
    migrationsTableName: 'migrations',
    poolSize: 1,
    extra: { options: NO_TIMEOUT },
  });
  await source.initialize();
  try {
    return (await source.runMigrations({ transaction: 'all' })).length;
  } finally {
    await source.destroy();
  }
}
