import { join } from 'node:path';
import { createDatabase, PostgresServer } from '@windrose/servers';
import type { Job } from './job';
import { keepTrying } from './keep-trying';
import type { Plan } from './plan';

const DATABASE = 'windrose';
/** An app's pool (4), its relay's lock, and one more while it starts. */
const PER_PROCESS = 6;
const OTHERS = 40;

export interface DatabaseServer {
  /** The administrator's. */
  readonly url: string;
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

export async function startDatabase({ settings, plan, system, host }: Job): Promise<DatabaseServer> {
  const { home, databaseUrl } = settings;
  if (databaseUrl !== undefined) return { url: databaseUrl, dataDirectory: null };
  const server = embeddedPostgres(home, connectionsFor(plan));
  return host.step(`PostgreSQL is running`, async () => {
    await system.start('database', 'postgres', server);
    const url = await keepTrying(() => createDatabase(server.url(), DATABASE), host.stop);
    return { url, dataDirectory: server.dataDirectory };
  });
}
