import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { sendSignal } from '@windrose/servers';
import { CHECKOUT } from '../checkout';
import { eventually } from '../eventually';
import { processesOf } from './process-family';
import { readRunFile, runFileOf, type RunFile } from './run-file';
import { inherited, type Settings } from './settings';

export interface SystemStartOptions {
  /** WINDROSE_HOME. Several starts in one home go on where the last one ended. */
  readonly home: string;
  /** PORT: one with room above it, see `portWithRoomAbove`. */
  readonly port: number;
  /** `npm` as people start it; `node` without npm between: what it is sent, and how it ends, is the launcher's own. Default `node`. */
  readonly through?: 'npm' | 'node';
  /** Options after `npm start --`. Default: none. */
  readonly args?: readonly string[];
  /** Environment variables besides. */
  readonly settings?: Settings;
  /** Where it is started. Default: this checkout. */
  readonly checkout?: string;
  /**
   * Whether it is in a process group of its own, as a terminal would have it. Default false: Ctrl-C for the program that
   * starts it stops it too.
   */
  readonly ownGroup?: boolean;
  /** Hears all that it says at once. */
  readonly onOutput?: (text: string) => void;
}

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const COMMANDS = { npm: ['npm', 'start', '--'], node: [process.execPath, 'tools/start.mjs'] } as const;
/** A little less than Jest gives a whole start, so that a start that hangs fails with its output. */
const START_MS = 170_000;
/** CONTRACT section 1: everything stops within 20 s. */
const STOP_MS = 20_000;

/** One start of the whole of Windrose, from its first line to its end. */
export class SystemStart {
  readonly home: string;
  readonly root: ChildProcess;
  readonly ended: Promise<Ending>;
  output = '';
  private hasEnded = false;

  constructor({ home, port, through = 'node', args = [], settings, checkout, ownGroup, onOutput }: SystemStartOptions) {
    this.home = home;
    const [command, ...words] = COMMANDS[through];
    this.root = spawn(command, [...words, ...args], {
      cwd: checkout ?? CHECKOUT,
      detached: ownGroup ?? false,
      env: { ...inherited(), ...settings, WINDROSE_HOME: home, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.root.stdout!, this.root.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
        onOutput?.(text);
      });
    }
    this.ended = new Promise((resolve) => {
      this.root.once('close', (code, signal) => {
        this.hasEnded = true;
        resolve({ code, signal });
      });
    });
  }

  /**
   * Resolves when the system has said that it is ready.
   * @throws Error with its output when it ends before, or isn't ready within so many milliseconds
   */
  async ready(withinMs = START_MS): Promise<this> {
    const isReady = (): boolean => this.output.includes('windrose is ready: http://');
    const isDecided = (): void => {
      if (!isReady() && !this.hasEnded) throw new Error(`not ready after ${withinMs / 1_000} s:\n${this.output}`);
    };
    await eventually(isDecided, { timeoutMs: withinMs });
    if (!isReady()) throw new Error(`the start ended with ${this.root.exitCode}:\n${this.output}`);
    return this;
  }

  get run(): RunFile {
    return readRunFile(this.home);
  }

  get hasRunFile(): boolean {
    return existsSync(runFileOf(this.home));
  }

  /** Its processes, and any others of the home. */
  get pids(): number[] {
    return processesOf(this.home, this.hasEnded ? [] : [this.root.pid!]);
  }

  /** Waits until neither these processes nor any others of the home run; no longer than a stop may take. */
  async gone(pids: readonly number[] = []): Promise<void> {
    const noneIsLeft = (): void => {
      const left = processesOf(this.home, pids);
      if (left.length > 0) throw new Error(`still running: ${left.join(', ')}`);
    };
    await eventually(noneIsLeft, { timeoutMs: STOP_MS, intervalMs: 100 });
  }

  /** Has it stop, in order; by force when that takes much longer than it may. @returns the milliseconds that it took */
  async stop(): Promise<number> {
    const beganAt = Date.now();
    this.root.kill('SIGTERM');
    const late = setTimeout(() => this.root.kill('SIGKILL'), 1.5 * STOP_MS);
    await this.ended;
    clearTimeout(late);
    return Date.now() - beganAt;
  }

  /** Stops whatever still runs in the home, whoever started it: in order if that goes, else by force. */
  async cleanUp(): Promise<void> {
    const pids = this.pids;
    if (this.hasRunFile) sendSignal(this.run.launcher, 'SIGTERM');
    else for (const pid of pids) sendSignal(pid, 'SIGTERM');
    await this.gone(pids).catch(() => {
      for (const pid of this.pids) sendSignal(pid, 'SIGKILL');
      return this.gone(pids);
    });
  }
}
