import { existsSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { endProcesses, processesIn, runningProcesses } from './process-table';

/**
 * Ends what an earlier start left running on this data directory: a postmaster whose launcher was killed,
 * and backends whose postmaster was killed. These still hold the shared memory, and no
 * new postmaster starts before they have gone.
 */
export async function endPostgresLeftovers(dataDirectory: string): Promise<void> {
  if (!existsSync(dataDirectory)) return;
  const directory = realpathSync(dataDirectory);
  const gone =
    (await endProcesses(
      () => postmastersOf(dataDirectory),
      [
        ['SIGINT', 10_000],
        ['SIGQUIT', 3_000],
        ['SIGKILL', 3_000],
      ],
    )) &&
    (await endProcesses(
      () => backendsOf(directory),
      [
        ['SIGQUIT', 1_000],
        ['SIGKILL', 5_000],
      ],
    ));
  if (!gone) throw new Error(`a PostgreSQL on ${dataDirectory} is still running and can't be stopped`);
  // Its pid may be anybody's by now, and PostgreSQL would take that process for itself.
  rmSync(join(dataDirectory, 'postmaster.pid'), { force: true });
}

function postmastersOf(dataDirectory: string): number[] {
  return runningProcesses()
    .filter(({ argv }) => argv[0]?.endsWith('/postgres') === true && argv.includes(dataDirectory))
    .map(({ pid }) => pid);
}

/** A backend replaces its arguments by a title; its working directory is the data directory. */
function backendsOf(directory: string): number[] {
  const here = new Set(processesIn(directory));
  return runningProcesses()
    .filter(({ pid, argv }) => here.has(pid) && argv[0]?.startsWith('postgres:') === true)
    .map(({ pid }) => pid);
}
