import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { findNatsServer, freePort, readNatsInfo } from '@windrose/servers';
import { eventually, temporaryDirectory } from '@windrose/testing';
import { cli, writeRunFile } from '../cli.fixtures';
import { findSystem } from '../find-system';
import { diskCheck, homeCheck, runningCheck } from './home';
import { buildCheck, nodeCheck, packagesCheck } from './installation';
import { portsCheck } from './ports';
import { jetStreamCheck } from './running-broker';
import { natsCheck, postgresCheck } from './servers';

describe('doctor', () => {
  const directory = temporaryDirectory();
  const root = directory.path;
  afterAll(() => directory.remove());

  const write = (path: string, content: unknown): void => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), JSON.stringify(content));
  };
  const system = (env: Record<string, string> = {}) => findSystem({ env, root }, {});

  beforeAll(() => {
    write('package.json', { engines: { node: '>=20.19.0' }, dependencies: { commander: '14.0.3', pg: '8.23.1' } });
  });

  it.each([
    ['20.19.0', 'ok'],
    ['22.1.0', 'ok'],
    ['20.18.3', 'fail'],
    ['18.20.1', 'fail'],
  ])('Node %s: %s', (version, state) => {
    expect(nodeCheck(root, version)).toMatchObject({ state, found: version });
  });

  it('names packages that are missing or of another version', () => {
    write('node_modules/commander/package.json', { version: '14.0.3' });
    write('node_modules/pg/package.json', { version: '8.0.0' });
    expect(packagesCheck(root)).toMatchObject({ state: 'fail', found: 'pg 8.0.0', advice: 'npm ci' });
    write('node_modules/pg/package.json', { version: '8.23.1' });
    expect(packagesCheck(root)).toMatchObject({ state: 'ok' });
  });

  it('tells that nothing is compiled yet, which npm start does by itself', () => {
    expect(buildCheck(root)).toMatchObject({ state: 'warn' });
  });

  it('tells a home that can not be made from one that will be', () => {
    expect(homeCheck(system())).toMatchObject({ state: 'ok' });
    expect(homeCheck(system({ WINDROSE_HOME: '/proc/windrose' }))).toMatchObject({
      state: 'fail',
      found: "/proc can't be written to",
    });
    expect(diskCheck(system())).toMatchObject({ name: 'disk' });
  });

  it('tells a run.json that a launcher left behind', () => {
    const home = join(root, 'left');
    expect(runningCheck(system({ WINDROSE_HOME: home }))).toMatchObject({ state: 'ok' });
    writeRunFile(home, { launcher: 2 ** 22 + 1 });
    expect(runningCheck(system({ WINDROSE_HOME: home }))).toMatchObject({ state: 'warn' });
    writeRunFile(home, { launcher: process.pid });
    expect(runningCheck(system({ WINDROSE_HOME: home }))).toMatchObject({ state: 'ok' });
  });

  it('names the port that is taken, who needs it and the variable to change', async () => {
    const port = await freePort();
    const taker = createServer().listen(port, '127.0.0.1');
    try {
      const env = { PORT: String(port) };
      const check = await portsCheck({ env, root }, system(env));
      expect(check).toMatchObject({ state: 'fail', advice: expect.stringContaining('PORT') });
      expect(check.found).toContain(`${port} (HTTP of edge)`);
    } finally {
      taker.close();
    }
  });

  it('names a setting that makes no sense', async () => {
    const env = { PORT: 'x' };
    expect(await portsCheck({ env, root }, system(env))).toMatchObject({ state: 'fail', advice: 'correct PORT' });
  });

  it('finds the embedded PostgreSQL, and asks the server that DATABASE_URL names instead', async () => {
    expect(await postgresCheck({})).toMatchObject({
      state: 'ok',
      found: expect.stringMatching(/^\d+\.\d+, from npm$/),
    });
    const env = { DATABASE_URL: `postgres://127.0.0.1:${await freePort()}/x` };
    expect(await postgresCheck(env)).toMatchObject({ state: 'fail', found: expect.stringContaining('ECONNREFUSED') });
  });

  it.each([
    ['with', ['-js'], { state: 'ok' }],
    ['without', [], { state: 'fail', found: "nats-server answers, its JetStream doesn't" }],
  ])('tells a running broker %s JetStream', async (name, args, check) => {
    const home = join(root, `broker-${name}`);
    const port = await freePort();
    const { binary } = await findNatsServer();
    const server = spawn(binary, ['-a', '127.0.0.1', '-p', String(port), '-sd', join(home, 'store'), ...args]);
    try {
      await eventually(async () => expect(await readNatsInfo(port)).toBeDefined());
      writeRunFile(home, { launcher: process.pid, natsUrl: `nats://127.0.0.1:${port}` });
      expect(await jetStreamCheck(system({ WINDROSE_HOME: home }))).toMatchObject(check);
    } finally {
      server.kill('SIGKILL');
      await once(server, 'exit');
    }
    expect(await jetStreamCheck(system({ WINDROSE_HOME: home }))).toMatchObject({ state: 'fail' });
  });

  it('takes a nats-server that is still to be fetched as no failure', async () => {
    expect(await natsCheck({ PATH: root, XDG_CACHE_HOME: root })).toMatchObject({ state: 'warn' });
  });

  it('ends with 1 when something has to be done, and with JSON that says what', async () => {
    const { exitCode, out, err } = await cli(['doctor', '--json'], {
      root,
      env: { PORT: 'x', PATH: process.env.PATH ?? '' },
    });
    expect(exitCode).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ healthy: false });
    expect(JSON.parse(err)).toMatchObject({ error: { code: 'unhealthy', message: 'settings: see the advice' } });
  });
});
