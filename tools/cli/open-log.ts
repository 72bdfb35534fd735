import { SERVICES, type Service } from '@windrose/contracts';
import { EventLog } from '@windrose/event-log';
import { messageOf } from '@windrose/platform';
import { withDatabase } from './database';
import { Failure } from './failure';
import type { System } from './find-system';

/**
 * A service's log, to read. Only one that its service has begun: opening creates what is missing, and reading must not
 * make a log. Close it.
 * @throws Failure when the database can't be reached or has no such log
 */
export async function openLog(system: System, service: Service): Promise<EventLog> {
  const log = await openLogIfAny(system, service);
  if (log === null) throw new Failure(`the database has no ${service} log: ${service} has never run on it`, 'no_log');
  return log;
}

/** Runs `action` on the log of one service, or on all logs that there are. @throws Failure as `openLog` */
export async function withLogs<T>(
  system: System,
  wanted: Service | undefined,
  action: (logs: readonly EventLog[]) => Promise<T>,
): Promise<T> {
  const opening = wanted === undefined ? SERVICES.map((each) => openLogIfAny(system, each)) : [openLog(system, wanted)];
  const opened = await Promise.allSettled(opening);
  const logs = opened.flatMap((result) =>
    result.status === 'fulfilled' && result.value !== null ? [result.value] : [],
  );
  try {
    for (const result of opened) if (result.status === 'rejected') throw result.reason;
    return await action(logs);
  } finally {
    await Promise.all(logs.map((log) => log.close()));
  }
}

/** In how many partitions the log is divided; null when there is no log yet. */
export function partitionsOf(system: System, service: Service): Promise<number | null> {
  return withDatabase(system, system.databaseUrl(service), async (query) => {
    const [found] = await query<{ exists: boolean }>('select to_regclass($1) is not null as exists', [
      `${service}.head`,
    ]);
    if (found?.exists !== true) return null;
    const [head] = await query<{ partitions: number }>(`select partitions from ${service}.head`);
    return head?.partitions ?? null;
  });
}

async function openLogIfAny(system: System, service: Service): Promise<EventLog | null> {
  const partitions = await partitionsOf(system, service);
  if (partitions === null) return null;
  try {
    return await EventLog.open({ service, databaseUrl: system.databaseUrl(service), partitions, maxConnections: 1 });
  } catch (error) {
    throw new Failure(messageOf(error), 'database_unreachable');
  }
}
