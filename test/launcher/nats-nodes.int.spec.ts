import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { eventually, portWithRoomAbove, SystemStart, type RunFile, type TemporaryDirectory } from '@windrose/testing';
import { fakeCheckout } from './fake-checkout';

jest.setTimeout(300_000); // whole starts, on a machine that may be busy with other tests

/** Elections and catching up take seconds. */
const PATIENCE = { timeoutMs: 90_000, intervalMs: 100 };
const NODES = ['nats', 'nats#2', 'nats#3'];

describe('npm start with NATS_NODES=3', () => {
  let checkout: TemporaryDirectory;
  let home: string;
  let start: SystemStart;
  let client: NatsConnection;
  let streams: JetStreamManager['streams'];

  beforeAll(async () => {
    checkout = fakeCheckout();
    home = join(checkout.path, '.windrose');
    await started();
  });

  afterAll(async () => {
    await client.close();
    await start.cleanUp();
    checkout.remove();
  });

  async function started(): Promise<void> {
    const port = await portWithRoomAbove();
    const settings = { NATS_NODES: '3' };
    start = new SystemStart({ checkout: checkout.path, home, port, through: 'npm', ownGroup: true, settings });
    await start.ready();
    const { natsNodes, natsAdmin } = start.run;
    client = await connect({
      servers: natsNodes.map(({ url }) => url),
      user: natsAdmin.user,
      pass: natsAdmin.password,
      maxReconnectAttempts: -1,
    });
    ({ streams } = await jetstreamManager(client, { checkAPI: false, timeout: 2_000 }));
  }

  async function expectThreeCopies(): Promise<void> {
    await eventually(async () => {
      const { cluster } = await streams.info('FACTS');
      expect(cluster?.replicas?.map(({ current }) => current)).toEqual([true, true]);
    }, PATIENCE);
  }

  const pids = ({ processes }: RunFile): (number | undefined)[] => NODES.map((name) => processes[name]?.pid);

  it('runs a cluster, and says where each of its servers is', async () => {
    const { run } = start;
    expect(new Set(pids(run)).size).toBe(3);
    expect(run.natsNodes).toEqual(
      NODES.map((_, i) => ({
        url: expect.stringMatching(/^nats:\/\/127\.0\.0\.1:\d+$/) as string,
        directory: join(home, 'nats-cluster', `node-${i + 1}`, 'jetstream'),
      })),
    );
    expect([run.natsUrl, run.natsDir]).toEqual([run.natsNodes[0]?.url, run.natsNodes[0]?.directory]);
    await eventually(() => streams.add({ name: 'FACTS', subjects: ['facts'], num_replicas: 3 }), PATIENCE);
    await expectThreeCopies();
  });

  it('tells the apps of all of them, and that each is to have a copy of every mirror', async () => {
    const { edge, natsNodes } = start.run;
    const { env } = (await (await fetch(`${edge}/`)).json()) as { env: Record<string, string> };
    expect(env.MIRROR_REPLICAS).toBe('3');
    expect(env.NATS_URL?.replace(/edge:[^@]+@/g, '')).toBe(natsNodes.map(({ url }) => url).join(','));
  });

  it('starts a server again that was killed, or whose directory was deleted', async () => {
    const [first, second, third] = pids(start.run);
    process.kill(second!, 'SIGKILL');
    await eventually(() => expect(pids(start.run)[1]).not.toBe(second), PATIENCE);
    await expectThreeCopies();
    rmSync(start.run.natsNodes[2]!.directory, { recursive: true });
    await eventually(() => expect(pids(start.run)[2]).not.toBe(third), PATIENCE);
    expect(start.output).toContain('was deleted or replaced: nats#3 is killed');
    await expectThreeCopies();
    expect(pids(start.run)[0]).toBe(first);
  });

  it('stops them all, and finds its streams again at the next start', async () => {
    await client.close();
    const pidsBefore = start.pids;
    process.kill(start.run.launcher, 'SIGTERM');
    expect(await start.ended).toEqual({ code: 0, signal: null });
    await start.gone(pidsBefore);
    await started();
    await eventually(async () => expect((await streams.info('FACTS')).config.num_replicas).toBe(3), PATIENCE);
  });
});
