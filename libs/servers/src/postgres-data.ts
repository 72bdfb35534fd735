import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { ChildServer } from './child-server';
import type { PostgresBinaries } from './postgres-binaries';
import { asServerUser, type SystemUser } from './postgres-user';

export interface PostgresHome {
  /** Holds `data/` and `password`. */
  readonly directory: string;
  readonly binaries: PostgresBinaries;
  readonly user: SystemUser | undefined;
  readonly logFile: string;
  /** Skip syncing what initdb wrote: for tests. */
  readonly fast: boolean;
  /** Ends initdb when it aborts. */
  readonly stopped: AbortSignal;
}

const STAGING = 'new-';
const INITDB_MS = 120_000;

export function dataDirectoryOf(directory: string): string {
  return join(directory, 'data');
}

/** Makes the data directory if there is none yet, and returns the superuser's password. */
export async function ensureDataDirectory(home: PostgresHome): Promise<string> {
  mkdirSync(home.directory, { recursive: true, mode: 0o755 });
  const passwordFile = join(home.directory, 'password');
  if (existsSync(join(dataDirectoryOf(home.directory), 'PG_VERSION')))
    return existingPassword(passwordFile, home.directory);

  for (const entry of readdirSync(home.directory)) {
    if (entry.startsWith(STAGING)) rmSync(join(home.directory, entry), { recursive: true, force: true, maxRetries: 5 });
  }
  const password = randomBytes(24).toString('base64url');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  await initialise(home, password);
  return password;
}

function existingPassword(file: string, directory: string): string {
  if (!existsSync(file))
    throw new Error(`${file} is missing: put it back, or delete ${directory} to start without the data`);
  return readFileSync(file, 'utf8').trim();
}

/** initdb works in a staging directory that is renamed at the end: a killed start leaves no half database. */
async function initialise(home: PostgresHome, password: string): Promise<void> {
  const staging = mkdtempSync(join(home.directory, STAGING));
  const passwordCopy = join(staging, 'password');
  writeFileSync(passwordCopy, password, { mode: 0o600 });
  if (home.user) {
    chownSync(passwordCopy, home.user.uid, home.user.gid);
    chownSync(staging, home.user.uid, home.user.gid);
  }
  const data = dataDirectoryOf(staging);
  const args = [
    '-D',
    data,
    '-U',
    'postgres',
    `--pwfile=${passwordCopy}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
  ];
  if (home.fast) args.push('--no-sync');
  else if (process.platform === 'linux') args.push('--sync-method=syncfs'); // one call instead of one per file
  const run = new ChildServer(
    asServerUser(home.user, home.binaries, home.directory, home.binaries.initdb, args),
    home.logFile,
  );
  const end = (): void => run.signal('SIGKILL');
  home.stopped.addEventListener('abort', end);
  await run.ending(INITDB_MS);
  home.stopped.removeEventListener('abort', end);
  home.stopped.throwIfAborted();
  if (run.exit?.code !== 0) {
    end();
    throw new Error(`initdb failed: ${run.output || 'no output'}`);
  }
  rmSync(dataDirectoryOf(home.directory), { recursive: true, force: true });
  renameSync(data, dataDirectoryOf(home.directory));
  rmSync(staging, { recursive: true, force: true });
}
