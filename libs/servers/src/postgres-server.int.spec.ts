import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { eventually } from '@windrose/testing';
import { freePort } from './free-port';
import { postgresBinaries } from './postgres-binaries';
import { PostgresServer, type PostgresOptions } from './postgres-server';
import { isRunning } from './process-table';

const SHUT = 0o700;
let directory: string;
let servers: PostgresServer[];

function server(options: Partial<PostgresOptions> = {}): PostgresServer {
  const made = new PostgresServer({ directory, fast: true, ...options });
  servers.push(made);
  return made;
}

async function connected(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined); // these tests end connections from the other side
  await client.connect();
  return client;
}

async function ask(url: string, sql: string): Promise<unknown> {
  const client = await connected(url);
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return Object.values(rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
}

describe('PostgresServer', () => {
  // mkdtemp makes 0700 directories, out of reach for the user that the server runs as when this is root.
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'windrose-postgres-'));
    servers = [];
  });

  afterEach(async () => {
    await Promise.all(servers.map((each) => each.stop()));
    rmSync(directory, { recursive: true, force: true });
  });

  it('is reached with its password only, on the loopback address only, and syncs to disk by default', async () => {
    const postgres = server({ fast: false });
    await postgres.start();
    expect(await ask(postgres.url(), 'SHOW fsync')).toBe('on');
    expect(await ask(postgres.url(), 'SHOW listen_addresses')).toBe('127.0.0.1');
    expect(await ask(postgres.url(), 'SHOW max_connections')).toBe('200');
    // Locks of a client that is paused in the middle must be free again before others' appends give up (20 s).
    expect(await ask(postgres.url(), 'SHOW idle_in_transaction_session_timeout')).toBe('10s');
    const wrong = postgres.url().replace(/:[^:@]+@/, ':wrong@');
    await expect(connected(wrong)).rejects.toThrow('password authentication failed');
    expect(statSync(join(directory, 'password')).mode & 0o777).toBe(0o600);
  });

  it('may be started again while it starts and while it runs', async () => {
    const postgres = server();
    await Promise.all([postgres.start(), postgres.start()]);
    const { pid } = postgres;
    await postgres.start();
    expect(postgres.pid).toBe(pid);
  });

  it('starts again at once after a kill -9 of the postmaster while backends work', async () => {
    const postgres = server();
    await postgres.start();
    await ask(postgres.url(), 'CREATE TABLE facts AS SELECT 42 AS answer');
    const busy = await connected(postgres.url());
    const work = busy.query('SELECT count(*) FROM generate_series(1, 1000000000)').catch(() => undefined);
    await eventually(async () =>
      expect(
        await ask(postgres.url(), "SELECT count(*)::int FROM pg_stat_activity WHERE query LIKE '%generate_series%'"),
      ).toBe(2),
    );
    const { port } = postgres;

    postgres.signal('SIGKILL');
    await eventually(() => expect(postgres.pid).toBeUndefined());
    await postgres.start();

    expect(postgres.port).toBe(port);
    expect(await ask(postgres.url(), 'SELECT answer FROM facts')).toBe(42);
    await work;
  });

  it('ends the server that an earlier start left running on the data', async () => {
    const leftover = server();
    await leftover.start();
    await ask(leftover.url(), 'CREATE TABLE facts AS SELECT 42 AS answer');
    const idle = await connected(leftover.url());
    const { pid } = leftover;

    const postgres = server();
    await postgres.start();

    expect(isRunning(pid ?? 0)).toBe(false);
    expect(await ask(postgres.url(), 'SELECT answer FROM facts')).toBe(42);
    await idle.end().catch(() => undefined);
  });

  it('starts although postmaster.pid names a process that is somebody else by now', async () => {
    const first = server();
    await first.start();
    const pidFile = join(first.dataDirectory, 'postmaster.pid');
    const lines = readFileSync(pidFile, 'utf8').split('\n');
    await first.stop();
    const bystander = spawn('sleep', ['60']);
    try {
      writeFileSync(pidFile, [bystander.pid, ...lines.slice(1)].join('\n'));
      await server().start();
      expect(isRunning(bystander.pid ?? 0)).toBe(true);
    } finally {
      bystander.kill();
    }
  });

  it('says so when its port is taken and stays so', async () => {
    const port = await freePort();
    const other = await listening(port);
    try {
      await expect(server({ port }).start()).rejects.toThrow('port taken');
    } finally {
      other.close();
    }
  });

  it('tells its listeners about an end, however it comes', async () => {
    const postgres = server();
    const ends: unknown[] = [];
    postgres.onExit((exit) => ends.push(exit));
    await postgres.start();
    postgres.signal('SIGKILL');
    await eventually(() => expect(ends).toEqual([{ code: null, signal: 'SIGKILL' }]));
    await postgres.start();
    await postgres.stop();
    expect(ends).toEqual([
      { code: null, signal: 'SIGKILL' },
      { code: 0, signal: null },
    ]);
  });

  it('a start that is stopped meanwhile gives up and leaves no process', async () => {
    const postgres = server();
    const start = postgres.start();
    const failed = expect(start).rejects.toThrow();
    await postgres.stop();
    await failed;
    expect(postgres.pid).toBeUndefined();
  });

  it('sweeps up a half-made data directory of a killed start', async () => {
    mkdirSync(join(directory, 'new-killed', 'data'), { recursive: true });
    await server().start();
    expect(readdirSync(directory).sort()).toEqual(['data', 'password', 'postgres.log']);
  });

  const asRoot = process.getuid?.() === 0 ? it : it.skip;
  asRoot('runs as the owner of its data, whoever else it could run as', async () => {
    const first = server();
    await first.start();
    await first.stop();
    execFileSync('chown', ['-R', 'nobody:nogroup', first.dataDirectory]);
    const postgres = server();
    await postgres.start();
    expect(await ask(postgres.url(), 'SELECT 1')).toBe(1);
    expect(statSync(`/proc/${postgres.pid}`).uid).toBe(statSync(first.dataDirectory).uid);
  });

  it('does not invent a password for data that it has none for', async () => {
    const postgres = server();
    await postgres.start();
    await postgres.stop();
    unlinkSync(join(directory, 'password'));
    await expect(server().start()).rejects.toThrow(/password is missing/);
  });

  it('runs from a package that nobody else may enter, and makes the links that an install script would have made', async () => {
    const shut = join(directory, 'checkout');
    mkdirSync(shut, { mode: SHUT });
    const original = postgresBinaries().root;
    const root = join(shut, 'package', 'native');
    cpSync(original, root, { recursive: true, verbatimSymlinks: true });
    for (const name of readdirSync(join(root, 'lib'))) {
      if (/^libpq\.so(\.5)?$/.test(name)) unlinkSync(join(root, 'lib', name));
    }

    const postgres = server({ binaries: postgresBinaries(root), directory: join(shut, 'home') });
    await postgres.start();

    expect(await ask(postgres.url(), 'SELECT 1')).toBe(1);
    expect(existsSync(join(root, 'lib', 'libpq.so.5'))).toBe(true);
  });
});

async function listening(port: number): Promise<Server> {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
  return other;
}
