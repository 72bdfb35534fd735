import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The checkout that this file was compiled from or is read in. */
export const CHECKOUT = join(
  __dirname,
  ...(__dirname.includes('/dist/') ? ['..', '..', '..', '..'] : ['..', '..', '..']),
);

/** Settings of the one who runs the campaign that would make the system another one than the one described here. */
const NOT_OURS =
  /^(HOST|PORT|GRPC_PORT|ADMIN_PORT_BASE|INSTANCES|NATS_NODES|MIRROR_REPLICAS|NODE_ENV|WINDROSE_HOME|SMTP_URL|CARRIER|CARRIER_DELAY_MS|PARTITIONS|\w+_MS|PAYMENT_PROVIDER_URL|(\w+_)?(DATABASE|NATS)_URL)$/;

const READY = 'windrose is ready: http://';
/** Milliseconds that a start may take on a machine that is busy with everything else. */
const START_MS = 420_000;
/** CONTRACT section 1: a stop takes 20 s at most. */
const STOP_MS = 20_000;

export type Settings = Readonly<Record<string, string>>;

/** One `npm start`, without npm between, from its first line to its end. */
export class Launcher {
  /** What it has said: what was started again, and why. */
  output = '';
  private readonly child: ChildProcess;
  private readonly ended: Promise<unknown>;

  constructor(settings: Settings, onOutput: (text: string) => void = () => undefined) {
    const inherited = Object.entries(process.env).filter(([name]) => !NOT_OURS.test(name));
    this.child = spawn(process.execPath, [join(CHECKOUT, 'tools', 'start.mjs')], {
      cwd: CHECKOUT,
      env: { ...Object.fromEntries(inherited), ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.ended = once(this.child, 'close');
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
        onOutput(text);
      });
    }
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Resolves when the system has said that it is ready. @throws Error with its output when it ends before, or never is */
  async ready(): Promise<void> {
    const said = new Promise<void>((resolve) => {
      const look = (): void => {
        if (!this.output.includes(READY)) return;
        this.child.stdout!.off('data', look);
        resolve();
      };
      this.child.stdout!.on('data', look);
      look();
    });
    const ended = this.ended.then(() => {
      throw new Error(`npm start ended before it was ready:\n${this.output}`);
    });
    ended.catch(() => undefined);
    const over = new AbortController();
    const late = sleep(START_MS, undefined, { signal: over.signal }).then(
      () => Promise.reject(new Error(`npm start was not ready after ${START_MS / 1_000} s:\n${this.output}`)),
      () => undefined,
    );
    await Promise.race([said, ended, late]).finally(() => over.abort());
  }

  /** kill -9, and nothing else: its children see for themselves. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  /** In order. @throws when that takes longer than it may */
  async stop(): Promise<void> {
    if (!this.isRunning) return;
    this.child.kill('SIGTERM');
    const late = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS + 10_000);
    const startedAt = Date.now();
    await this.ended;
    clearTimeout(late);
    const ms = Date.now() - startedAt;
    if (ms > STOP_MS) throw new Error(`stopping took ${ms} ms`);
  }
}
