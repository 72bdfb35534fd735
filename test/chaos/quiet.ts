import { SERVICES, streamNameOf } from '@windrose/contracts';
import { messageOf } from '@windrose/platform';
import type { Client } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { consumersBehind } from './invariants/consumers';
import { ENDS } from './invariants/orders';
import type { OrderBook } from './load/order-book';
import { withBroker } from './system/broker';
import { withDatabase } from './system/database';
import { unready } from './system/readiness';
import type { System } from './system/system';

const POLL_MS = 1_000;
/** So many looks in a row must see nothing left to do and nothing new. */
const CALM_LOOKS = 3;

/**
 * Waits until all that was begun has ended: every acknowledged order, every consumer, mirror and job.
 * @returns what is still to be done when the time is over; null when it is quiet
 */
export async function untilQuiet(
  system: System,
  book: OrderBook,
  withinMs: number,
  onWait: (what: string) => void,
): Promise<string | null> {
  const deadline = Date.now() + withinMs;
  let calm = 0;
  let lastHeads = '';
  for (;;) {
    const { left, heads } = await look(system, book).catch((error: unknown) => ({
      left: `it can't be asked: ${messageOf(error)}`,
      heads: '',
    }));
    calm = left === null && heads === lastHeads ? calm + 1 : 0;
    lastHeads = heads;
    if (calm >= CALM_LOOKS) return null;
    if (Date.now() > deadline) return left ?? 'events keep coming';
    onWait(left ?? 'for calm');
    await sleep(POLL_MS);
  }
}

async function look(system: System, book: OrderBook): Promise<{ left: string | null; heads: string }> {
  const { run } = system;
  const notReady = await unready(run);
  if (notReady.length > 0) return { left: `${notReady.join(', ')} not ready`, heads: '' };
  return withDatabase(run.databaseUrl, async (database) => {
    const heads = await headsOf(database);
    const left =
      (await openOrders(database, book)) ??
      (await mirrorsBehind(system, heads)) ??
      (await openWork(database)) ??
      ((await consumersBehind(database)).length > 0 ? 'consumers have something to handle' : null);
    return { left, heads: JSON.stringify(heads) };
  });
}

async function headsOf(database: Client): Promise<Record<string, number>> {
  const { rows } = await database.query<{ service: string; head: number }>(
    SERVICES.map((service) => `select '${service}' as service, position::int as head from ${service}.head`).join(
      ' union all ',
    ),
  );
  return Object.fromEntries(rows.map(({ service, head }) => [service, head]));
}

async function openOrders(database: Client, { acknowledged }: OrderBook): Promise<string | null> {
  const { rows } = await database.query<{ open: number }>(
    `select count(*)::int as open from unnest($1::text[]) id
     where not exists (select from orders.events e where e.key = id and e.type = any ($2))`,
    [acknowledged.map(({ id }) => id), ENDS],
  );
  const { open } = rows[0]!;
  return open > 0 ? `${open} orders have not ended` : null;
}

async function mirrorsBehind(system: System, heads: Record<string, number>): Promise<string | null> {
  return withBroker(system.run, async ({ streams }) => {
    for (const service of SERVICES) {
      const { state } = await streams.streams.info(streamNameOf(service));
      if (state.last_seq !== heads[service])
        return `${streamNameOf(service)} is at ${state.last_seq} of ${heads[service]}`;
    }
    return null;
  });
}

/** Jobs and timers that are due, or will be in a moment. */
async function openWork(database: Client): Promise<string | null> {
  const { rows } = await database.query<{ service: string; count: number }>(
    SERVICES.flatMap((service) => [
      `select '${service}' as service, count(*)::int as count from ${service}.jobs where not dead`,
      `select '${service}', count(*)::int from ${service}.timers where due_at < now() + interval '5 seconds'`,
    ]).join(' union all '),
  );
  const busy = rows.find(({ count }) => count > 0);
  return busy === undefined ? null : `${busy.service} has ${busy.count} jobs or timers to do`;
}
