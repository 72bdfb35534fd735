import { readdirSync, readFileSync } from 'node:fs';
import type { RunFile } from '@windrose/testing';

/** Clock ticks of /proc are hundredths of a second on Linux. */
const MS_PER_TICK = 10;

interface ProcessStat {
  readonly parent: number;
  /** Milliseconds on a processor, ended and awaited children included. */
  readonly ms: number;
  readonly residentBytes: number;
}

function statOf(pid: number): ProcessStat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces: fields are counted after it.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const ticks = fields[11]! + fields[12]! + fields[13]! + fields[14]!;
    return { parent: fields[1]!, ms: ticks * MS_PER_TICK, residentBytes: fields[21]! * 4096 };
  } catch {
    return null;
  }
}

export interface Usage {
  readonly ms: number;
  readonly residentBytes: number;
}

/** Processor time and memory of each process of the system; PostgreSQL's includes its backends. */
export function usageByProcess(run: RunFile): Map<string, Usage> {
  const stats = new Map<number, ProcessStat>();
  for (const entry of readdirSync('/proc')) {
    const stat = /^\d+$/.test(entry) ? statOf(Number(entry)) : null;
    if (stat) stats.set(Number(entry), stat);
  }
  return new Map(
    Object.entries(run.processes).map(([name, { pid }]) => {
      const family = [stats.get(pid), ...[...stats.values()].filter(({ parent }) => parent === pid)];
      const known = family.filter((stat) => stat !== undefined);
      return [
        name,
        {
          ms: known.reduce((sum, { ms }) => sum + ms, 0),
          residentBytes: known.reduce((sum, { residentBytes }) => sum + residentBytes, 0),
        },
      ];
    }),
  );
}

/** Processor milliseconds of each process between two looks. */
export function spent(before: ReadonlyMap<string, Usage>, after: ReadonlyMap<string, Usage>): Map<string, number> {
  return new Map([...after].map(([name, { ms }]) => [name, ms - (before.get(name)?.ms ?? 0)]));
}
