import { rmSync } from 'node:fs';
import { findNatsServer, NatsServer, type NatsUser } from '@windrose/servers';
import { eventually } from './eventually';
import { temporaryDirectory } from './temporary-directory';
import { expectStopped } from './test-postgres';

export interface TestNats {
  readonly pid: number | undefined;
  readonly url: string;
  /** JetStream's store. */
  readonly storeDirectory: string;
  /** Kills it as `kill -9` does; resolves when it has gone. */
  kill9(): Promise<void>;
  /** Starts it again, on the same port with the same store. */
  restart(): Promise<void>;
  /** Deletes JetStream's store, running or not. */
  wipe(): void;
  /** Stops it and deletes its store. */
  stop(): Promise<void>;
}

export interface TestNatsOptions {
  /** Default: everybody may do everything. */
  readonly users?: readonly NatsUser[];
  /** Bytes that all streams together may take on disk. Default: no limit that a test would meet. */
  readonly maxStoreBytes?: number;
}

/** A nats-server with JetStream of the test's own, on a free port, in a temporary directory. */
export async function startTestNats({ users, maxStoreBytes }: TestNatsOptions = {}): Promise<TestNats> {
  const { binary } = await findNatsServer();
  const directory = temporaryDirectory('windrose-nats-');
  const server = new NatsServer({ binary, directory: directory.path, users, maxStoreBytes });
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
    url: server.url,
    storeDirectory: server.storeDirectory,
    kill9: () => {
      server.signal('SIGKILL');
      return eventually(() => expectStopped(server.pid));
    },
    restart: () => server.start(),
    wipe: () => rmSync(server.storeDirectory, { recursive: true, force: true }),
    stop,
  };
}
