import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { jetstream, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { eventually, startTestNatsCluster, temporaryDirectory, type TestNatsCluster } from '@windrose/testing';
import { NatsCluster } from './nats-cluster';
import { readNatsInfo } from './nats-info';
import { findNatsServer } from './nats-finder';

jest.setTimeout(120_000);

/** Elections and catching up take seconds. */
const PATIENCE = { timeoutMs: 60_000, intervalMs: 100 };
const ADMIN = { user: 'admin', password: 'secret' };

describe('NatsCluster', () => {
  let cluster: TestNatsCluster;
  let client: NatsConnection;
  let manager: JetStreamManager;

  beforeAll(async () => {
    cluster = await startTestNatsCluster({ users: [ADMIN] });
    client = await connect({ servers: cluster.url.split(','), user: ADMIN.user, pass: ADMIN.password });
    manager = await jetstreamManager(client, { checkAPI: false, timeout: 2_000 });
    await manager.streams.add({ name: 'S', subjects: ['s'], num_replicas: 3 });
  });

  afterAll(async () => {
    await client.close();
    await cluster.stop();
  });

  const leader = async (): Promise<string> => {
    const { cluster: found } = await manager.streams.info('S');
    if (!found?.leader) throw new Error('nobody leads the stream');
    return found.leader;
  };

  async function expectAllCurrent(): Promise<void> {
    await eventually(async () => {
      const { cluster: found } = await manager.streams.info('S');
      expect(found?.replicas).toEqual([
        expect.objectContaining({ current: true }),
        expect.objectContaining({ current: true }),
      ]);
    }, PATIENCE);
  }

  it('keeps a stream in as many copies as it is told', async () => {
    await jetstream(client).publish('s', 'one');
    const { state, config, cluster: found } = await manager.streams.info('S');
    expect([state.messages, config.num_replicas, found?.replicas?.length]).toEqual([1, 3, 2]);
    expect(cluster.nodes.map(({ serverName }) => serverName)).toContain(found?.leader);
  });

  it('lets no server in that lacks the password, and tells clients of no server', async () => {
    for (const node of cluster.nodes) {
      const config = readFileSync(join(dirname(node.storeDirectory), 'nats.conf'), 'utf8');
      const { cluster: routes } = JSON.parse(config) as { cluster: { listen: string } };
      expect(await readNatsInfo(Number(routes.listen.split(':')[1]))).toMatchObject({ auth_required: true });
      expect(await readNatsInfo(node.port)).not.toHaveProperty('connect_urls');
    }
  });

  it('goes on without the server that led a stream, which takes its place again afterwards', async () => {
    const before = await leader();
    await cluster.kill9(cluster.named(before));
    await eventually(() => jetstream(client, { timeout: 1_000 }).publish('s', 'two'), PATIENCE);
    expect(await leader()).not.toBe(before);
    await cluster.named(before).start();
    await expectAllCurrent();
  });

  it('fills the store of a server that lost it', async () => {
    const [node] = cluster.nodes;
    await cluster.kill9(node!);
    rmSync(node!.storeDirectory, { recursive: true, force: true });
    await node!.start();
    await expectAllCurrent();
  });

  it('finds its streams again when all of it is stopped and started by another object', async () => {
    const directory = temporaryDirectory('windrose-cluster-again-');
    const { binary } = await findNatsServer();
    const run = async (work: (streams: JetStreamManager['streams']) => Promise<unknown>): Promise<void> => {
      const again = await NatsCluster.create({ binary, directory: directory.path });
      await again.start();
      const connection = await connect({ servers: again.nodes[0]!.url });
      const { streams } = await jetstreamManager(connection, { checkAPI: false, timeout: 2_000 });
      await eventually(() => work(streams), PATIENCE);
      await connection.close();
      await again.stop();
    };
    await run((streams) => streams.add({ name: 'KEPT', subjects: ['kept'], num_replicas: 3 }));
    await run(async (streams) => expect((await streams.info('KEPT')).config.subjects).toEqual(['kept']));
    directory.remove();
  });

  it('refuses to be of two servers, which could go on without neither', async () => {
    await expect(NatsCluster.create({ binary: '', directory: '/tmp', size: 2 })).rejects.toThrow('3 are the fewest');
  });
});
