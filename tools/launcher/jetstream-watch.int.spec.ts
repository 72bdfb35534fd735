import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connectNats, type BrokerConnection } from '@windrose/jetstream';
import { createLogger } from '@windrose/platform';
import { findNatsServer, NatsServer } from '@windrose/servers';
import { eventually, temporaryDirectory, type TemporaryDirectory } from '@windrose/testing';
import { watchJetStream } from './jetstream-watch';
import { Supervised } from './supervised';

jest.setTimeout(60_000);

const MEBIBYTE = 1024 * 1024;

function mount(path: string, options: string): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path]).status === 0;
}

function unmount(path: string): void {
  spawnSync('umount', ['-l', path]);
}

/** A small disk takes a mount, which takes root, and not every container allows it. */
function canMount(): boolean {
  const directory = temporaryDirectory();
  const isPossible = mount(directory.path, 'size=1m');
  if (isPossible) unmount(directory.path);
  directory.remove();
  return isPossible;
}

(canMount() ? describe : describe.skip)('a nats-server without its JetStream', () => {
  let directory: TemporaryDirectory;
  let disk: string;
  let server: NatsServer;
  let supervised: Supervised;
  let broker: BrokerConnection;
  let publisher: BrokerConnection;
  let stop: AbortController;
  let pids: number[];
  let lines: string[];

  beforeEach(async () => {
    directory = temporaryDirectory();
    disk = join(directory.path, 'disk');
    mkdirSync(disk);
    mount(disk, 'size=4m');
    pids = [];
    lines = [];
    stop = new AbortController();
    const { binary } = await findNatsServer();
    const storeDirectory = join(disk, 'store');
    server = new NatsServer({ binary, directory: directory.path, storeDirectory, maxStoreBytes: 100 * MEBIBYTE });
    supervised = new Supervised('nats', server, { started: (pid) => pids.push(pid), say: () => undefined });
    await supervised.start();
    const logger = createLogger('test', { LOG_LEVEL: 'silent' });
    // One whose message finds the disk full may never be answered anything again.
    [broker, publisher] = (await Promise.all(
      ['watch', 'publisher'].map((name) => connectNats({ url: server.url, name, logger })),
    )) as [BrokerConnection, BrokerConnection];
    await (await jetstreamManager(publisher.nats)).streams.add({ name: 'FACTS', subjects: ['facts'] });
  });

  afterEach(async () => {
    stop.abort();
    await Promise.all([broker.close(), publisher.close()]);
    await supervised.stop();
    unmount(disk);
    directory.remove();
  });

  function watch(): void {
    const say = (line: string): void => void lines.push(line);
    const options = { say, everyMs: 100, mostSilent: 5, enoughBytes: 16 * MEBIBYTE };
    void watchJetStream(server, broker, stop.signal, options);
  }

  const publish = (): Promise<unknown> =>
    jetstream(publisher.nats, { timeout: 500 }).publish('facts', new Uint8Array(100_000));

  it('is told of while its disk is full, and started again when there is room', async () => {
    watch();
    const isTold = async (): Promise<void> => {
      await publish().catch(() => undefined);
      expect(lines).toHaveLength(1);
    };
    await eventually(isTold, { timeoutMs: 30_000 });
    expect(lines[0]).toMatch(/^nats answers, but its JetStream doesn't: 0\.\d MiB are free for .*store\. Make room/);
    expect(pids).toHaveLength(1);

    mount(disk, 'remount,size=64m');
    await eventually(() => expect(pids).toHaveLength(2), { timeoutMs: 20_000 });
    await eventually(() => publish(), { timeoutMs: 20_000 });
    expect(lines).toEqual([expect.anything(), expect.stringMatching(/hasn't for 0\.\d+ s|hasn't for \d/)]);
  });

  it('is not what a server is that is paused altogether', async () => {
    watch();
    mount(disk, 'remount,size=64m');
    server.signal('SIGSTOP');
    const asked = Date.now();
    // Longer than JetStream may be silent.
    await eventually(() => expect(Date.now() - asked).toBeGreaterThan(2_000), { timeoutMs: 20_000 });
    server.signal('SIGCONT');
    await eventually(() => publish(), { timeoutMs: 20_000 });
    expect(lines).toEqual([]);
    expect(pids).toHaveLength(1);
  });
});
