import type { Service } from '@windrose/contracts';
import { EventLog, migrate } from '@windrose/event-log';
import type { TestPostgres } from './test-postgres';

export interface TestLogOptions {
  /** Default 16, as in production. */
  readonly partitions?: number;
}

/**
 * One service's log in a new database of its own, open for appends: what the relay would allow first. Close it with
 * `log.close()`. For a second instance on the same log, open it again with `databaseUrl`.
 */
export async function createTestLog(
  postgres: TestPostgres,
  service: Service,
  { partitions = 16 }: TestLogOptions = {},
): Promise<{ readonly log: EventLog; readonly databaseUrl: string }> {
  const databaseUrl = await postgres.createDatabase();
  await migrate(databaseUrl, [service]);
  return { log: await openTestLog(databaseUrl, service, { partitions }), databaseUrl };
}

/** The log of a database that has one: as another instance of the service sees it. */
export async function openTestLog(
  databaseUrl: string,
  service: Service,
  { partitions = 16 }: TestLogOptions = {},
): Promise<EventLog> {
  const log = await EventLog.open({ service, databaseUrl, partitions });
  log.allowAppends();
  return log;
}
