import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isPortFree, isRunning, runningProcesses, sendSignal } from '@windrose/servers';
import { eventually } from '@windrose/testing';

export interface RunJson {
  readonly launcher: number;
  readonly edge: string;
  readonly databaseUrl: string;
  readonly natsUrl: string;
  readonly natsDir: string;
  readonly natsNodes: readonly { readonly url: string; readonly directory: string | null }[];
  readonly natsAdmin: { readonly user: string; readonly password: string } | null;
  readonly processes: Readonly<Record<string, RunProcess>>;
}

export interface RunProcess {
  readonly pid: number;
  readonly adminUrl: string | null;
  readonly url?: string;
}

export interface StartOptions {
  readonly checkout: string;
  readonly home: string;
  readonly port: number;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** One `npm start`, in a process group of its own as a terminal would give it. */
export class NpmStart {
  readonly npm: ChildProcess;
  output = '';

  constructor(private readonly options: StartOptions) {
    const { checkout, home, port, args = [], env = {} } = options;
    this.npm = spawn('npm', ['start', '--', ...args], {
      cwd: checkout,
      detached: true,
      env: { ...process.env, WINDROSE_HOME: home, PORT: String(port), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.npm.stdout, this.npm.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
  }

  /** Resolves when the system has said that it is ready. */
  async ready(): Promise<this> {
    const check = (): void => {
      if (!this.output.includes('windrose is ready: http://')) throw new Error(`not ready:\n${this.output}`);
    };
    await eventually(check, { timeoutMs: 120_000 });
    return this;
  }

  /** npm's exit code: the launcher's, unless npm itself was killed. */
  async exitCode(): Promise<number | null> {
    if (this.npm.exitCode === null && this.npm.signalCode === null) await once(this.npm, 'close');
    return this.npm.exitCode;
  }

  get run(): RunJson {
    return JSON.parse(readFileSync(join(this.options.home, 'run.json'), 'utf8')) as RunJson;
  }

  get hasRunFile(): boolean {
    return existsSync(join(this.options.home, 'run.json'));
  }

  pidOf(name: string): number {
    return this.run.processes[name]!.pid;
  }

  /** npm, the shell between, the launcher, and all that the launcher started, with their children. */
  get tree(): number[] {
    const rows = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
    const parents = new Map(rows.map((row) => row.trim().split(/\s+/).map(Number) as [number, number]));
    const family = new Set([this.npm.pid!]);
    for (let size = 0; size !== family.size;) {
      size = family.size;
      for (const [pid, parent] of parents) if (family.has(parent)) family.add(pid);
    }
    return [...family].filter(isRunning);
  }

  /** Waits until none of these runs any more. */
  async gone(pids: readonly number[]): Promise<void> {
    await eventually(() => expect(pids.filter(isRunning)).toEqual([]), { timeoutMs: 30_000 });
  }

  /** Waits until nothing runs any more that has to do with this home. */
  async homeIsQuiet(): Promise<void> {
    const busy = (): string[] =>
      runningProcesses()
        .map(({ argv }) => argv.join(' '))
        .filter((line) => line.includes(this.options.home));
    await eventually(() => expect(busy()).toEqual([]), { timeoutMs: 30_000 });
  }

  /** Kills whatever a test left running. */
  async cleanUp(): Promise<void> {
    const pids = this.tree;
    for (const pid of pids) sendSignal(pid, 'SIGKILL');
    await this.gone(pids);
  }
}

/** A PORT with room above it for all that is derived from it, away from the ports that servers of other tests choose. */
export async function freePortRange(): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 9_000);
    const wanted = [0, 1, 20, 21, ...Array.from({ length: 12 }, (_, index) => 100 + index)];
    const free = await Promise.all(wanted.map((offset) => isPortFree(port + offset)));
    if (free.every(Boolean)) return port;
  }
}
