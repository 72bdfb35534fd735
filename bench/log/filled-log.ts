import { EventLog, migrate } from '@windrose/event-log';
import { newId } from '@windrose/platform';
import { newOrder } from '../sample-events';
import type { Servers } from '../servers';

export interface FilledLog {
  readonly log: EventLog;
  readonly databaseUrl: string;
}

/** An orders log in a new database, holding so many placed orders. */
export async function filledLog(servers: Servers, events: number): Promise<FilledLog> {
  const databaseUrl = await servers.newDatabase();
  await migrate(databaseUrl, ['orders', 'inventory']);
  const log = await openLog(databaseUrl, 'orders');
  for (let n = 0; n < events; n += 200) {
    await log.appendGroup(Array.from({ length: Math.min(200, events - n) }, () => newOrder(newId())));
  }
  return { log, databaseUrl };
}

/** Open for appends: what the relay's first comparison allows. */
export async function openLog(databaseUrl: string, service: 'orders' | 'inventory'): Promise<EventLog> {
  const log = await EventLog.open({ service, databaseUrl, partitions: 16 });
  log.allowAppends();
  return log;
}
