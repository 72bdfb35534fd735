import { Client } from 'pg';

/** The rows of one statement, on a connection of its own: as whoever the URL names, and whatever has happened to others. */
export async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
