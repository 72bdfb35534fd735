import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { findNatsServer, NatsCluster, type NatsServer, type NatsUser } from '@windrose/servers';
import { eventually } from './eventually';
import { temporaryDirectory } from './temporary-directory';
import { expectStopped } from './test-postgres';

export interface TestNatsCluster {
  /** All servers' addresses, separated by commas. */
  readonly url: string;
  readonly nodes: readonly NatsServer[];
  /** The server of this name, such as `cluster.leader` of a stream. */
  named(serverName: string): NatsServer;
  /** Kills one as `kill -9` does; resolves when it has gone. */
  kill9(node: NatsServer): Promise<void>;
  /** Stops them and deletes their stores. */
  stop(): Promise<void>;
}

export interface TestNatsClusterOptions {
  /** The first may do everything. Default: everybody may. */
  readonly users?: readonly NatsUser[];
}

/** An election takes seconds, on a busy machine more. */
const ELECTED_MS = 60_000;

/** Three servers of the test's own that are one JetStream, on free ports, in a temporary directory. */
export async function startTestNatsCluster({ users }: TestNatsClusterOptions = {}): Promise<TestNatsCluster> {
  const { binary } = await findNatsServer();
  const directory = temporaryDirectory('windrose-nats-cluster-');
  const cluster = await NatsCluster.create({ binary, directory: directory.path, users });
  const stop = async (): Promise<void> => {
    await cluster.stop();
    directory.remove();
  };
  try {
    await cluster.start();
    await elected(cluster, users?.[0]);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: cluster.url,
    nodes: cluster.nodes,
    named: (serverName) => cluster.named(serverName),
    kill9: (node) => {
      node.kill();
      return eventually(() => expectStopped(node.pid));
    },
    stop,
  };
}

/** Until it has a leader and takes streams of as many copies as it has servers. */
async function elected({ nodes }: NatsCluster, admin: NatsUser | undefined): Promise<void> {
  const [first] = nodes;
  const connection = await connect({ servers: first?.url, user: admin?.user, pass: admin?.password });
  try {
    const { streams } = await jetstreamManager(connection, { checkAPI: false, timeout: 2_000 });
    await eventually(
      async () => {
        await streams.add({ name: 'ELECTED', subjects: ['elected'], num_replicas: nodes.length });
        await streams.delete('ELECTED');
      },
      { timeoutMs: ELECTED_MS, intervalMs: 100 },
    );
  } finally {
    await connection.close();
  }
}
