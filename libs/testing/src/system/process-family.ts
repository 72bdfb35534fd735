import { execFileSync } from 'node:child_process';
import { isRunning, runningProcesses } from '@windrose/servers';

/**
 * The running processes that belong to a home: `roots`, whatever names the home in its command line, and all of their
 * children. PostgreSQL's backends are found as children only, a killed launcher's orphans by the home only.
 */
export function processesOf(home: string, roots: readonly number[]): number[] {
  const named = runningProcesses().filter(({ argv }) => argv.join(' ').includes(home));
  return familyOf([...roots, ...named.map(({ pid }) => pid)]);
}

/** Those of the processes that run, these first, and all of their children. */
export function familyOf(pids: readonly number[]): number[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const parents = new Map(rows.map((row) => row.trim().split(/\s+/).map(Number) as [number, number]));
  const family = new Set(pids);
  for (let size = 0; size !== family.size;) {
    size = family.size;
    for (const [pid, parent] of parents) if (family.has(parent)) family.add(pid);
  }
  return [...family].filter(isRunning);
}
