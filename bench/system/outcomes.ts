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
    let last = -1;
    let deadline = Date.now() + withinMs;
    for (;;) {
      const { rows } = await client.query<{ n: string }>('select count(*) as n from orders.events where type = $1', [
        type,
      ]);
      const now = Number(rows[0]!.n);
      if (now >= count) return;
      if (now > last) deadline = Date.now() + withinMs;
      if (Date.now() > deadline) throw new Error(`only ${now} of ${count} ${type} events, and no more are coming`);
      last = now;
      await sleep(250);
    }
  } finally {
    await client.end();
  }
}
