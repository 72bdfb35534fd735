import { Client, Pool, types, type PoolConfig } from 'pg';
import { queryFailure } from './outage';

const INT8 = 20;
const INT4_ARRAY = 1007;
const INT8_ARRAY = 1016;
const JSON_OID = 114;
const TIMESTAMPTZ = 1184;

/** Stored text stays text: forwarding an event must not parse and print it again. */
const PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  [INT8]: safeInteger,
  // Arrays of integers here never hold nulls, which makes reading them as cheap as this.
  [INT4_ARRAY]: (text) => (text === '{}' ? [] : text.slice(1, -1).split(',').map(Number)),
  [INT8_ARRAY]: (text) => (text === '{}' ? [] : text.slice(1, -1).split(',').map(safeInteger)),
  [JSON_OID]: (text) => text,
  [TIMESTAMPTZ]: rfc3339,
};

/** Ends what hangs, in milliseconds: first the server's doing, then, should it not answer, the client's. */
const STATEMENT_TIMEOUT_MS = 20_000;
const QUERY_TIMEOUT_MS = 25_000;

/**
 * Sessions read committed, whatever the server's default is: the append function needs to see what others commit while
 * it waits for their locks. Statements are short, so compiling them would cost more than it saves; and their plans are
 * kept, often from before a table has grown or been analysed: what is right for a large table is never wrong for a small one.
 */
const SESSION = [
  '-c TimeZone=UTC',
  '-c default_transaction_isolation=read\\ committed',
  '-c jit=off',
  '-c enable_seqscan=off',
].join(' ');

/** Text format is all that this client asks for. */
const parserOf = ((oid: number): unknown => PARSERS[oid] ?? types.getTypeParser(oid)) as typeof types.getTypeParser;

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is beyond the integers that JavaScript can hold`);
  return value;
}

/** PostgreSQL prints `2026-01-31 12:00:00.5+00` in a session whose time zone is UTC. */
function rfc3339(text: string): string {
  return text.replace(' ', 'T').replace('+00', 'Z');
}

/**
 * A pool whose sessions speak UTC, give `bigint` as number and `json` as text, and end statements that hang. Its `query`
 * throws LogUnavailable when the database is the reason.
 * An idle connection that breaks must not end the process: the next query gets a new one.
 */
export function createPool(databaseUrl: string, { name, max }: { name: string; max: number }): Pool {
  const config: PoolConfig = {
    connectionString: databaseUrl,
    application_name: name,
    max,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    options: SESSION,
    types: { getTypeParser: parserOf },
  };
  const pool = new Pool(config);
  pool.on('error', () => undefined);
  const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<unknown>;
  pool.query = ((...args: unknown[]) =>
    query(...args).catch((error: unknown) => {
      throw queryFailure(error);
    })) as typeof pool.query;
  return pool;
}

/**
 * One session that gives values as the pools' do, for work that takes as long as it takes. The planner is free: such work
 * reads whole tables. The caller connects it, and ends it.
 */
export function createSession(databaseUrl: string, name: string): Client {
  const client = new Client({
    connectionString: databaseUrl,
    application_name: name,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    options: '-c TimeZone=UTC -c default_transaction_isolation=read\\ committed -c statement_timeout=0',
    types: { getTypeParser: parserOf },
  });
  // A session that breaks while nobody asks it anything must not end the process; the next query says so.
  client.on('error', () => undefined);
  return client;
}

/** The name as an SQL identifier. Schemas and tables are named by the code, never by input: anything odd is a bug. */
export function identifier(name: string): string {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(name)) throw new Error(`${JSON.stringify(name)} can't name a schema or table`);
  return `"${name}"`;
}
