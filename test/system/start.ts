import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sendSignal } from '@windrose/servers';
import { eventually } from '@windrose/testing';
import { processesOf } from './process-family';

/** run.json, as far as the tests read it. */
export interface RunFile {
  readonly launcher: number;
  readonly edge: string;
  readonly natsUrl: string;
  readonly natsAdmin: { readonly user: string; readonly password: string };
  readonly databaseUrl: string;
  readonly providerUrl: string;
  readonly processes: Readonly<Record<string, { readonly pid: number; readonly adminUrl: string | null }>>;
}

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** `npm` as people start it; `node` without npm between, so that the launcher's own exit code is seen. */
export type Through = 'npm' | 'node';

/** Environment variables that this start is to have besides. */
export type Settings = Readonly<Record<string, string>>;

const COMMANDS = { npm: ['npm', 'start'], node: [process.execPath, 'tools/start.mjs'] } as const;
const CHECKOUT = join(__dirname, '..', '..');
/** CONTRACT section 1: everything stops within 20 s. */
const STOP_MS = 20_000;
/** What would make it another system than the one that is described for a fresh machine. */
const NOT_OURS = [
  'NODE_ENV',
  'DATABASE_URL',
  'NATS_URL',
  'PAYMENT_PROVIDER_URL',
  'SMTP_URL',
  'CARRIER',
  'INSTANCES',
  'NATS_NODES',
];

/** One start of the whole system, in a process group of its own as a terminal would give it. */
export class Start {
  readonly root: ChildProcess;
  readonly ended: Promise<Ending>;
  output = '';

  constructor(
    readonly home: string,
    port: number,
    through: Through,
    settings: Settings = {},
  ) {
    const [command, argument] = COMMANDS[through];
    const inherited = Object.entries(process.env).filter(([name]) => !NOT_OURS.includes(name));
    this.root = spawn(command, [argument], {
      cwd: CHECKOUT,
      detached: true,
      env: { ...Object.fromEntries(inherited), ...settings, WINDROSE_HOME: home, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.root.stdout!, this.root.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
    this.ended = new Promise((resolve) => this.root.once('close', (code, signal) => resolve({ code, signal })));
  }

  /** Resolves when the system has said that it is ready. @throws Error with its output when it ended before */
  async ready(): Promise<this> {
    const isReady = new Promise<void>((resolve) => {
      const look = (): void => (this.output.includes('windrose is ready: http://') ? resolve() : undefined);
      this.root.stdout!.on('data', look);
    });
    const ended = this.ended.then(({ code }) => {
      throw new Error(`the start ended with ${code}:\n${this.output}`);
    });
    await Promise.race([isReady, ended]);
    ended.catch(() => undefined);
    return this;
  }

  get run(): RunFile {
    return JSON.parse(readFileSync(this.runFile, 'utf8')) as RunFile;
  }

  get hasRunFile(): boolean {
    return existsSync(this.runFile);
  }

  get pids(): number[] {
    const isRunning = this.root.exitCode === null && this.root.signalCode === null;
    return processesOf(this.home, isRunning ? [this.root.pid!] : []);
  }

  /** Waits until neither these processes nor any others of the home run; no longer than a stop may take. */
  async gone(pids: readonly number[]): Promise<void> {
    const left = (): number[] => processesOf(this.home, pids);
    await eventually(() => expect(left()).toEqual([]), { timeoutMs: STOP_MS, intervalMs: 100 });
  }

  /** Stops whatever still runs, in order if it can, else by force. */
  async cleanUp(): Promise<void> {
    const pids = this.pids;
    if (this.hasRunFile) sendSignal(this.run.launcher, 'SIGTERM');
    else for (const pid of pids) sendSignal(pid, 'SIGTERM');
    await this.gone(pids).catch(() => this.pids.forEach((pid) => sendSignal(pid, 'SIGKILL')));
  }

  private get runFile(): string {
    return join(this.home, 'run.json');
  }
}
