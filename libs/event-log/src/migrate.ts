import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { identifier } from './database';
import { present } from './present';
import { CreateLog1790000000000 } from './schema/create-log.migration';
import { JobsByKind1790500000000 } from './schema/jobs-by-kind.migration';
import { ShareConsumers1790400000000 } from './schema/share-consumers.migration';

/** All migrations of a log's schema, oldest first. Each schema records in a table of its own which ones it has. */
const MIGRATIONS = [CreateLog1790000000000, ShareConsumers1790400000000, JobsByKind1790500000000];

/** Apps that start together must not migrate at once. The number only has to be the same everywhere. */
const MIGRATION_LOCK = 7_309_453_012;

/** What a migration does may take as long as it takes, whatever the server's default for statements is. */
const NO_TIMEOUT = '-c statement_timeout=0';

/**
 * Brings the schemas up to date, as the role of `databaseUrl` (the owner's). Safe to call from any number of processes
 * at once. Does nothing where nothing is missing, and then waits for nobody.
 * @returns how many migrations were run
 */
export async function migrate(databaseUrl: string, schemas: readonly string[]): Promise<number> {
  const guard = new Client({
    connectionString: databaseUrl,
    application_name: 'windrose migrate',
    connectionTimeoutMillis: 5_000,
    options: NO_TIMEOUT,
  });
  // Its session may end while nobody asks it anything; the next query says so.
  guard.on('error', () => undefined);
  await guard.connect();
  try {
    const stale = await staleAmong(guard, schemas);
    if (stale.length === 0) return 0;
    await guard.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    let count = 0;
    for (const schema of await staleAmong(guard, stale)) {
      await guard.query(`create schema if not exists ${identifier(schema)}`);
      count += await migrateOne(databaseUrl, schema);
    }
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
