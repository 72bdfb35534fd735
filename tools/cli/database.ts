import { messageOf } from '@windrose/platform';
import { Client } from 'pg';
import { Failure } from './failure';
import type { System } from './find-system';

/** Rows as pg gives them: `bigint` comes as text. Cast what is small enough in the statement. */
export type Query = <Row extends object>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

const CONNECT_MS = 5_000;
const STATEMENT_MS = 20_000;

/** Runs `action` on one connection. @throws Failure when the database can't be reached */
export async function withDatabase<T>(
  system: System,
  databaseUrl: string,
  action: (query: Query) => Promise<T>,
): Promise<T> {
  const client = new Client({
    connectionString: databaseUrl,
    application_name: 'windrose command line',
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    options: '-c TimeZone=UTC',
  });
  // A connection that breaks while nobody asks anything must not end the program.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw new Failure(`the database can't be reached: ${reasonOf(error)}${system.hint}`, 'database_unreachable');
  }
  try {
    return await action(async <Row extends object>(text: string, values: readonly unknown[] = []) => {
      const { rows } = await client.query<Row>(text, [...values]);
      return rows;
    });
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** An address that resolves to several machines fails with several errors. */
function reasonOf(error: unknown): string {
  return error instanceof AggregateError ? messageOf(error.errors[0]) : messageOf(error);
}
