import { migrate, type EventLog } from '@windrose/event-log';
import { newId } from '@windrose/platform';
import { Client } from 'pg';
import type { Figure } from '../figure';
import { META, newOrder, orderPlaced } from '../sample-events';
import type { Servers } from '../servers';
import { timed } from '../statistics';
import { openLog } from './filled-log';

const IN_FLIGHT = 256;

/** (a) Units of one event each through one process's flusher, beside plain multi-row inserts of 100 per commit. */
export async function appends(servers: Servers, events: number): Promise<Figure[]> {
  const databaseUrl = await servers.newDatabase();
  await migrate(databaseUrl, ['orders']);
  const log = await openLog(databaseUrl, 'orders');
  await append(log, events / 10);
  const ours = await timed(() => append(log, events));
  await log.close();
  const raw = await rawInserts(databaseUrl, events);
  return [
    {
      benchmark: 'a appends',
      value: events / ours.seconds,
      unit: 'events/s',
      yardstick: { name: 'INSERT, 100 rows a commit', value: raw },
      mark: { min: 0.5 },
    },
  ];
}

async function append(log: EventLog, events: number): Promise<void> {
  let left = events;
  await Promise.all(
    Array.from({ length: IN_FLIGHT }, async () => {
      while (left-- > 0) {
        const outcome = await log.append(newOrder(newId()));
        if (outcome.status !== 'appended') throw new Error(`an append ended as ${outcome.status}`);
      }
    }),
  );
}

/** The same rows into a table with the same columns and keys, without anything that makes them a log. */
async function rawInserts(databaseUrl: string, events: number): Promise<number> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query('create table raw_events (like orders.events including defaults including indexes)');
  let position = 0;
  const insert = async (total: number): Promise<void> => {
    for (let done = 0; done < total; done += 100) await insertHundred(client, position, (position += 100));
  };
  await insert(events / 10);
  const { seconds } = await timed(() => insert(events));
  await client.end();
  return events / seconds;
}

async function insertHundred(client: Client, from: number, to: number): Promise<void> {
  const ids = Array.from({ length: to - from }, newId);
  await client.query({
    name: 'raw_insert',
    text: `insert into raw_events select * from unnest($1::bigint[], $2::text[], $3::int[], $4::uuid[], $5::text[], $6::int[],
      $7::bigint[], $8::text[], $9::int[], $10::timestamptz[], $11::json[], $12::json[])`,
    values: [
      ids.map((_, i) => from + i + 1),
      ids.map((id) => `order-${id}`),
      ids.map(() => 1),
      ids.map(newId),
      ids,
      ids.map((_, i) => i % 16),
      ids.map((_, i) => from + i),
      ids.map(() => 'OrderPlaced'),
      ids.map(() => 1),
      ids.map(() => new Date()),
      ids.map((id) => JSON.stringify(orderPlaced(id).data)),
      ids.map(() => JSON.stringify(META)),
    ],
  });
}
