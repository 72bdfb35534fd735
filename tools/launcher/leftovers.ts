import { join, sep } from 'node:path';
import { endProcesses, runningProcesses } from '@windrose/servers';

/** Marks our Node programs in the process table, so that a later launcher of the same home finds them. */
export function markOf(home: string): string {
  return `--home=${home}`;
}

/**
 * Ends the Node programs that a killed launcher left behind. They stop by themselves when it has gone; this waits for
 * them, because they hold the ports, and ends those that hang.
 */
export async function endLeftovers(home: string): Promise<void> {
  const gone = await endProcesses(
    () => ours(home),
    [
      ['SIGTERM', 3_000],
      ['SIGKILL', 2_000],
    ],
  );
  if (!gone) throw new Error(`processes of an earlier start are still running: ${ours(home).join(', ')}`);
}

function ours(home: string): number[] {
  const program = `${sep}${join('dist', '')}`;
  return runningProcesses()
    .filter(({ argv }) => argv.includes(markOf(home)) && argv[1]?.includes(program) === true)
    .map(({ pid }) => pid);
}
