import { Client } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';

/** When each order reached an event, in Unix milliseconds: what the orders log says. */
export async function timesOf(databaseUrl: string, type: string): Promise<Map<string, number>> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ key: string; at: string }>(
      `select key, extract(epoch from recorded_at) * 1000 as at from orders.events where type = $1`,
      [type],
    );
    return new Map(rows.map(({ key, at }) => [key, Number(at)]));
  } finally {
    await client.end();
  }
}

/** Waits until the orders log holds `count` events of the type. @throws after `withinMs` without progress */
export async function untilCount(databaseUrl: string, type: string, count: number, withinMs = 60_000): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    let seen = 0;
    let position = '0';
    let deadline = Date.now() + withinMs;
    for (;;) {
      // Only what is new: a count of all would take from the system what is being measured.
      const { rows } = await client.query<{ n: string; last: string | null }>(
        `select count(*) filter (where type = $1) as n, max(position) as last from orders.events where position > $2`,
        [type, position],
      );
      const { n, last } = rows[0]!;
      if (last !== null) deadline = Date.now() + withinMs;
      seen += Number(n);
      position = last ?? position;
      if (seen >= count) return;
      if (Date.now() > deadline) throw new Error(`only ${seen} of ${count} ${type} events, and no more are coming`);
      await sleep(250);
    }
  } finally {
    await client.end();
  }
}
