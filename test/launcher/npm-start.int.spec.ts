import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { isRunning } from '@windrose/servers';
import {
  eventually,
  portWithRoomAbove,
  query,
  SystemStart,
  type SystemStartOptions,
  type TemporaryDirectory,
} from '@windrose/testing';
import { fakeCheckout } from './fake-checkout';

jest.setTimeout(300_000); // whole starts, on a machine that may be busy with other tests

const STOPPED = { code: 0, signal: null };
const FAILED = { code: 1, signal: null };

let checkout: TemporaryDirectory;
let home: string;
let port: number;
let starts: SystemStart[];

function npmStart(options: Partial<SystemStartOptions> = {}): SystemStart {
  const start = new SystemStart({ checkout: checkout.path, home, port, through: 'npm', ownGroup: true, ...options });
  starts.push(start);
  return start;
}

function pidOf({ run }: SystemStart, name: string): number {
  return run.processes[name]!.pid;
}

describe('npm start', () => {
  beforeAll(() => {
    checkout = fakeCheckout();
    home = join(checkout.path, '.windrose'); // one for all: making a database takes longest
  });

  afterAll(() => checkout.remove());

  beforeEach(async () => {
    port = await portWithRoomAbove();
    starts = [];
  });

  afterEach(async () => {
    for (const start of starts) await start.cleanUp();
  });

  it('says where everything is when everything is ready, and stops in order at SIGTERM', async () => {
    const start = await npmStart({ settings: { INSTANCES: 'orders=2,edge=2' } }).ready();
    expect(start.output).toMatch(/demo data loaded[^]*windrose is ready: http:\/\/127\.0\.0\.1:\d+\n$/);
    expect(start.output).not.toContain('Warning');
    const { run } = start;
    expect(run).toMatchObject({
      edge: `http://127.0.0.1:${port}`,
      grpc: null,
      providerUrl: `http://127.0.0.1:${port + 100}`,
      natsUrl: run.natsNodes[0]?.url,
      natsDir: join(home, 'nats', 'jetstream'),
      natsNodes: [{ directory: join(home, 'nats', 'jetstream') }],
      postgresDir: join(home, 'postgres', 'data'),
      natsAdmin: { user: 'admin', password: expect.any(String) },
    });
    expect(Object.keys(run.processes).sort()).toEqual(
      ['customers', 'edge', 'edge#2', 'inventory', 'nats', 'notifications', 'orders', 'orders#2'].concat([
        'payments',
        'postgres',
        'provider',
        'shipping',
      ]),
    );
    expect(run.processes['edge#2']).toMatchObject({ url: `http://127.0.0.1:${port + 20}` });
    for (const { adminUrl } of Object.values(run.processes)) {
      if (adminUrl !== null) expect((await fetch(`${adminUrl}/readyz`)).status).toBe(200);
    }
    expect(await query(run.databaseUrl, 'SELECT current_database() AS name')).toEqual([{ name: 'windrose' }]);

    const pids = start.pids;
    process.kill(run.launcher, 'SIGTERM');
    expect(await start.ended).toEqual(STOPPED);
    await start.gone(pids);
    expect(start.hasRunFile).toBe(false);
  });

  it('restarts whatever dies and keeps run.json true', async () => {
    const start = await npmStart().ready();
    for (const name of ['orders', 'edge', 'provider', 'nats', 'postgres']) {
      const before = start.run;
      process.kill(pidOf(start, name), 'SIGKILL');
      await eventually(() => expect(pidOf(start, name)).not.toBe(before.processes[name]?.pid), { timeoutMs: 20_000 });
      expect(start.run).toEqual({
        ...before,
        processes: { ...before.processes, [name]: { ...before.processes[name], pid: pidOf(start, name) } },
      });
    }
    expect(await query(start.run.databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await eventually(async () => expect((await fetch(`${start.run.edge}/readyz`)).status).toBe(200));
  });

  it('keeps the data for the next start, and --fresh deletes it', async () => {
    const first = await npmStart().ready();
    await query(first.run.databaseUrl, 'CREATE TABLE mine AS SELECT 1 AS one');
    process.kill(first.run.launcher, 'SIGINT');
    await first.ended;

    const second = await npmStart({ args: ['--no-demo'] }).ready();
    expect(second.output).not.toContain('demo data');
    expect(await query(second.run.databaseUrl, 'SELECT one FROM mine')).toEqual([{ one: 1 }]);
    process.kill(second.run.launcher, 'SIGHUP');
    await second.ended;

    const third = await npmStart({ args: ['--fresh'] }).ready();
    await expect(query(third.run.databaseUrl, 'SELECT one FROM mine')).rejects.toThrow('does not exist');
  });

  it('stops when the whole group, and every single process, is told to, more than once', async () => {
    const start = await npmStart().ready();
    const pids = start.pids;
    const tell = (pid: number): void => {
      try {
        process.kill(pid, 'SIGTERM');
      } catch {
        // it has gone already
      }
    };
    for (let round = 0; round < 3; round += 1) [-start.root.pid!, ...pids].forEach(tell);
    await start.gone(pids);
    expect(start.output).not.toContain('starting it again');
    expect(start.hasRunFile).toBe(false);
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)('stops when npm alone gets %s', async (signal) => {
    const start = await npmStart().ready();
    const pids = start.pids;
    process.kill(start.root.pid!, signal);
    await start.gone(pids);
    expect(start.hasRunFile).toBe(false);
  });

  it('starts again after its own kill -9', async () => {
    const first = await npmStart().ready();
    const pids = first.pids;
    process.kill(first.run.launcher, 'SIGKILL');
    const second = await npmStart().ready();
    await eventually(() => expect(pids.filter(isRunning)).toEqual([]), { timeoutMs: 30_000 });
    expect(await query(second.run.databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('refuses a second start on the same home, and a port that is taken, before it starts anything', async () => {
    const first = await npmStart().ready();
    const second = npmStart({ port: await portWithRoomAbove() });
    expect(await second.ended).toEqual(FAILED);
    expect(second.output).toMatch(/windrose is running already: process \d+ uses .*\.windrose/);
    process.kill(first.run.launcher, 'SIGTERM');
    await first.ended;

    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port + 103, '127.0.0.1', resolve));
    try {
      const third = npmStart();
      expect(await third.ended).toEqual(FAILED);
      expect(third.output).toMatch(new RegExp(`ADMIN_PORT_BASE is "${port + 103}"; allowed: a free port`));
      expect(third.output).not.toContain('is running');
    } finally {
      other.close();
    }
  });

  it('gives up with the end of the log when an app can not start, and leaves nothing running', async () => {
    const start = npmStart({ settings: { FAILING_APP: 'shipping' } });
    expect(await start.ended).toEqual(FAILED);
    expect(start.output).toMatch(/shipping ended 3 times, see .*shipping\.log[^]*this app always fails/);
    await start.gone();
  });

  it('names a wrong setting and starts nothing', async () => {
    const start = npmStart({ settings: { CARRIER: 'ups' } });
    expect(await start.ended).toEqual(FAILED);
    expect(start.output).toContain('CARRIER is "ups"; allowed: simulated, manual');
  });

  it.each([
    ['where nothing can be made', '/proc/windrose'],
    ['deep below that', '/proc/windrose/data/home'],
    ['that the kernel keeps for itself', '/sys'],
    ['that is a file', 'package.json'],
    ['below a file', 'package.json/home'],
  ])('refuses a home %s: %s', async (_, path) => {
    const start = npmStart({ home: resolve(checkout.path, path) });
    expect(await start.ended).toEqual(FAILED);
    expect(start.output).toContain(
      `windrose: WINDROSE_HOME is "${resolve(checkout.path, path)}"; allowed: a directory`,
    );
    expect(start.output).not.toContain('is running');
  });
});
