import { Client } from 'pg';

/** The administrator's connection, for as long as the work takes. */
export async function withDatabase<T>(url: string, work: (database: Client) => Promise<T>): Promise<T> {
  const database = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  // A server that is killed meanwhile fails the query, which is enough.
  database.on('error', () => undefined);
  await database.connect();
  try {
    return await work(database);
  } finally {
    await database.end().catch(() => undefined);
  }
}
