import { join } from 'node:path';
import { ChildServer } from '@windrose/servers';
import type { Env } from '@windrose/platform';
import { passedOn } from './app-environment';

export interface MigrationOptions {
  readonly root: string;
  readonly env: Env;
  readonly logFile: string;
  readonly stop: AbortSignal;
}

const LONGEST_MS = 10 * 60_000;

/** Brings the schemas of one database up to date, in a process of its own. */
export async function migrate(databaseUrl: string, { root, env, logFile, stop }: MigrationOptions): Promise<void> {
  const run = new ChildServer(
    {
      command: process.execPath,
      args: [join(root, 'dist', 'libs', 'chassis', 'src', 'migrate-main.js')],
      env: { ...passedOn(env), DATABASE_URL: databaseUrl },
      ipc: true,
    },
    logFile,
  );
  const end = (): void => run.signal('SIGKILL');
  stop.addEventListener('abort', end);
  await run.ending(LONGEST_MS);
  stop.removeEventListener('abort', end);
  stop.throwIfAborted();
  if (run.exit?.code === 0) return;
  end();
  throw new Error(`the database could not be migrated, see ${logFile}\n${run.output}`.trim());
}
