import { join } from 'node:path';
import type { Service } from '@windrose/contracts';
import { createDatabase, PostgresServer } from '@windrose/servers';
import { ensureRoles } from './database-roles';
import type { Job } from './job';
import { keepTrying } from './keep-trying';
import type { Passwords } from './passwords';
import type { Plan } from './plan';

const DATABASE = 'windrose';
/** An app's pool (4), its relay's lock, and one more while it starts. */
const PER_PROCESS = 6;
const OTHERS = 40;

export interface DatabaseServer {
  /** The administrator's. */
  readonly url: string;
  /** Of the role that owns the schemas. */
  readonly ownersUrl: string;
  /** Of the role of one service. */
  urlOf(service: Service): string;
  /** Null when the server isn't ours. */
  readonly dataDirectory: string | null;
}

/** The PostgreSQL of this home, not started yet. */
export function embeddedPostgres(home: string, connections = 200): PostgresServer {
  return new PostgresServer({
    directory: join(home, 'postgres'),
    logFile: join(home, 'logs', 'postgres.log'),
    settings: { max_connections: String(connections) },
  });
}

/** As many as all processes may open, with room for tools, tests and sessions that are just ending. */
export function connectionsFor({ apps }: Plan): number {
  return Math.max(200, OTHERS + apps.length * PER_PROCESS);
}

export async function startDatabase(
  { settings, plan, system, host }: Job,
  passwords: Passwords,
): Promise<DatabaseServer> {
  const { home, databaseUrl: url, migrationDatabaseUrl: ownersUrl = url } = settings;
  if (url !== undefined && ownersUrl !== undefined) return { url, ownersUrl, urlOf: () => url, dataDirectory: null };
  const server = embeddedPostgres(home, connectionsFor(plan));
  return host.step(`PostgreSQL is running`, async () => {
    await system.start('database', 'postgres', server);
    return keepTrying(async () => {
      const url = await createDatabase(server.url(), DATABASE);
      const { owner, urlOf } = await ensureRoles(url, passwords);
      return { url, ownersUrl: owner, urlOf, dataDirectory: server.dataDirectory };
    }, host.stop);
  });
}
