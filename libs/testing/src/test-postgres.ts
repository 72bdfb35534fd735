import { randomBytes } from 'node:crypto';
import { createDatabase, PostgresServer } from '@windrose/servers';
import { eventually } from './eventually';
import { temporaryDirectory } from './temporary-directory';

export interface TestPostgres {
  readonly pid: number | undefined;
  readonly dataDirectory: string;
  /** The superuser's URL of the database `postgres`. */
  readonly url: string;
  /** Creates a database (default: with a name of its own) and returns its URL. */
  createDatabase(name?: string): Promise<string>;
  /** Kills the postmaster as `kill -9` does; resolves when it has gone. */
  kill9(): Promise<void>;
  /** Starts it again, on the same port with the same data. */
  restart(): Promise<void>;
  /** Stops it and deletes its data. */
  stop(): Promise<void>;
}

export interface TestPostgresOptions {
  /** Settings as in postgresql.conf, over the defaults. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Sync to disk as in production. Default false: faster, and still safe against kill -9. */
  readonly durable?: boolean;
}

/** A PostgreSQL of the test's own, on a free port, in a temporary directory. */
export async function startTestPostgres({
  settings,
  durable = false,
}: TestPostgresOptions = {}): Promise<TestPostgres> {
  const directory = temporaryDirectory('windrose-postgres-');
  const server = new PostgresServer({ directory: directory.path, fast: !durable, settings });
  const stop = async (): Promise<void> => {
    await server.stop();
    directory.remove();
  };
  try {
    await server.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    get pid() {
      return server.pid;
    },
    dataDirectory: server.dataDirectory,
    url: server.url(),
    createDatabase: (name = `test_${randomBytes(6).toString('hex')}`) => createDatabase(server.url(), name),
    kill9: () => {
      server.signal('SIGKILL');
      return eventually(() => expectStopped(server.pid));
    },
    restart: () => server.start(),
    stop,
  };
}

/** For `eventually`: throws while a server still has a pid. */
export function expectStopped(pid: number | undefined): void {
  if (pid !== undefined) throw new Error(`process ${pid} is still running`);
}
