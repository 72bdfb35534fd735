import { join } from 'node:path';
import { createDatabase, findNatsServer, NatsServer, PostgresServer } from '@windrose/servers';
import type { Host } from './host';
import { keepTrying } from './keep-trying';
import type { Settings } from './settings';
import { watchStore } from './store-watch';
import type { System } from './system';

const DATABASE = 'windrose';

export interface DatabaseServer {
  /** The administrator's. */
  readonly url: string;
  /** Null when the server isn't ours. */
  readonly dataDirectory: string | null;
}

export interface BrokerServer {
  readonly url: string;
  /** Null when the server isn't ours. */
  readonly storeDirectory: string | null;
}

/** The PostgreSQL of this home, not started yet. */
export function embeddedPostgres(home: string): PostgresServer {
  return new PostgresServer({ directory: join(home, 'postgres'), logFile: join(home, 'logs', 'postgres.log') });
}

export async function startDatabase(
  { home, databaseUrl }: Settings,
  system: System,
  host: Host,
): Promise<DatabaseServer> {
  if (databaseUrl !== undefined) return { url: databaseUrl, dataDirectory: null };
  const server = embeddedPostgres(home);
  return host.step(`PostgreSQL is running`, async () => {
    await system.start('database', 'postgres', server);
    const url = await keepTrying(() => createDatabase(server.url(), DATABASE), host.stop);
    return { url, dataDirectory: server.dataDirectory };
  });
}

export async function startBroker({ home, natsUrl }: Settings, system: System, host: Host): Promise<BrokerServer> {
  if (natsUrl !== undefined) return { url: natsUrl, storeDirectory: null };
  const { binary, version } = await findNatsServer({ report: (line) => host.say(line) });
  const server = embeddedNats(home, binary);
  return host.step(`nats-server ${version} is running`, async () => {
    await system.start('broker', 'nats', server);
    void watchStore(server, host.stop, { say: (line) => host.say(line) });
    return { url: server.url, storeDirectory: server.storeDirectory };
  });
}

/** The nats-server of this home, not started yet. */
export function embeddedNats(home: string, binary = ''): NatsServer {
  return new NatsServer({ binary, directory: join(home, 'nats'), logFile: join(home, 'logs', 'nats.log') });
}
