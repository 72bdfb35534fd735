import { execFileSync } from 'node:child_process';

interface Row {
  readonly pid: number;
  readonly parent: number;
  readonly zombie: boolean;
  readonly command: string;
}

/**
 * The running processes that belong to a home: `roots`, whatever names the home in its command line, and all of their
 * children. PostgreSQL's backends are found as children only, a killed launcher's orphans by the home only.
 */
export function processesOf(home: string, roots: readonly number[]): number[] {
  const rows = allProcesses();
  const family = new Set(rows.filter((row) => row.command.includes(home)).map((row) => row.pid));
  for (const pid of roots) family.add(pid);
  for (let size = 0; size !== family.size;) {
    size = family.size;
    for (const { pid, parent } of rows) if (family.has(parent)) family.add(pid);
  }
  // A zombie has ended; it only waits for its parent to look at it.
  return rows.filter(({ pid, zombie }) => family.has(pid) && !zombie).map(({ pid }) => pid);
}

function allProcesses(): Row[] {
  const text = execFileSync('ps', ['-eww', '-o', 'pid=,ppid=,stat=,args='], { encoding: 'utf8', maxBuffer: 16e6 });
  return text.split('\n').flatMap((line) => {
    const [, pid, parent, stat, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (pid === undefined) return [];
    return [{ pid: Number(pid), parent: Number(parent), zombie: stat!.startsWith('Z'), command: command! }];
  });
}
