import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface RunningProcess {
  readonly pid: number;
  readonly argv: readonly string[];
}

/**
 * Every process of this machine with its arguments. Servers that an earlier launcher left behind are
 * found by their arguments and not by a pid file, so a reused pid can't be mistaken for one of them.
 */
export function runningProcesses(): RunningProcess[] {
  return process.platform === 'linux' ? fromProc() : fromPs();
}

/** Pids whose command line has `argument` as one of its arguments. */
export function processesWithArgument(argument: string): number[] {
  return runningProcesses()
    .filter(({ argv }) => argv.includes(argument))
    .map(({ pid }) => pid);
}

/** Pids whose working directory is `directory` (Linux only; elsewhere none). */
export function processesIn(directory: string): number[] {
  if (process.platform !== 'linux') return [];
  return procPids().filter((pid) => linkOf(`/proc/${pid}/cwd`) === directory);
}

/** Still running. A zombie has ended: it only waits for its parent to look at it. */
export function isRunning(pid: number): boolean {
  if (process.platform === 'linux') {
    const state = statFields(pid)?.[0];
    return state !== undefined && state !== 'Z' && state !== 'X';
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Signals the processes that `find` reports until it reports none, with a harder signal after each
 * step's milliseconds. True when they have all gone.
 */
export async function endProcesses(
  find: () => number[],
  steps: readonly (readonly [signal: NodeJS.Signals, waitMs: number])[],
): Promise<boolean> {
  for (const [signal, waitMs] of steps) {
    const deadline = Date.now() + waitMs;
    const signalled = new Set<number>();
    do {
      const pids = find();
      if (pids.length === 0) return true;
      for (const pid of pids) {
        if (signalled.has(pid)) continue;
        signalled.add(pid);
        sendSignal(pid, signal);
        sendSignal(pid, 'SIGCONT'); // one that somebody has paused couldn't act on it
      }
      await sleep(20);
    } while (Date.now() < deadline);
  }
  return find().length === 0;
}

/** Signals a process that may have gone already. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function procPids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function fromProc(): RunningProcess[] {
  return procPids().flatMap((pid) => {
    const line = textOf(`/proc/${pid}/cmdline`);
    return line === undefined || line === '' ? [] : [{ pid, argv: line.replace(/\0+$/, '').split('\0') }];
  });
}

function fromPs(): RunningProcess[] {
  const { stdout } = spawnSync('ps', ['-axww', '-o', 'pid=,args='], { encoding: 'utf8' });
  return stdout.split('\n').flatMap((line) => {
    const [pid, ...argv] = line.trim().split(/\s+/);
    return pid === undefined || pid === '' ? [] : [{ pid: Number(pid), argv }];
  });
}

/** The fields of /proc/<pid>/stat after the command's name, which may itself hold spaces and parentheses. */
function statFields(pid: number): string[] | undefined {
  const line = textOf(`/proc/${pid}/stat`);
  return line?.slice(line.lastIndexOf(')') + 2).split(' ');
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // gone meanwhile, or somebody else's
  }
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
