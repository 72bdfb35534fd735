import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ChildServer, type ServerExit } from './child-server';
import { freePort } from './free-port';
import { natsConfig, type NatsUser } from './nats-config';
import { readNatsInfo } from './nats-info';
import { endProcesses, runningProcesses } from './process-table';

export interface NatsOptions {
  /** The nats-server program: see `findNatsServer`. */
  readonly binary: string;
  /** Holds the configuration file and, unless `storeDirectory` says otherwise, `jetstream/`. */
  readonly directory: string;
  /** JetStream's store and nothing else: it may be deleted or replaced at any time. */
  readonly storeDirectory?: string;
  /** Default: `<directory>/nats.log`. */
  readonly logFile?: string;
  /** Default: a free port, kept over restarts of this object. */
  readonly port?: number;
  /** Port of the HTTP monitor. Default: none. */
  readonly monitorPort?: number;
  /** Who may connect. Default: everyone on this machine. */
  readonly users?: readonly NatsUser[];
  /** How long a start may take, recovery of the streams included, in milliseconds. Default 60,000. */
  readonly startTimeoutMs?: number;
}

/** How long to wait for a port that somebody else has. */
const PORT_WAIT_MS = 2_000;

/** nats-server with JetStream as a child process, on 127.0.0.1 only. Every call may be repeated. */
export class NatsServer {
  readonly storeDirectory: string;
  private readonly configFile: string;
  private readonly logFile: string;
  private readonly serverName = `windrose-${randomUUID()}`;
  private readonly exitListeners: ((exit: ServerExit) => void)[] = [];
  private child: ChildServer | undefined;
  private starting: Promise<void> | undefined;
  private stopping = false;
  private chosenPort: number | undefined;

  constructor(private readonly options: NatsOptions) {
    const directory = resolve(options.directory);
    this.storeDirectory = resolve(options.storeDirectory ?? join(directory, 'jetstream'));
    this.configFile = join(directory, 'nats.conf');
    this.logFile = options.logFile ?? join(directory, 'nats.log');
    this.chosenPort = options.port;
  }

  get pid(): number | undefined {
    return this.child?.exit ? undefined : this.child?.pid;
  }

  get port(): number {
    if (this.chosenPort === undefined) throw new Error('nats-server has not been started');
    return this.chosenPort;
  }

  get url(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  onExit(listener: (exit: ServerExit) => void): void {
    this.exitListeners.push(listener);
  }

  /** Resolves when it accepts connections and has recovered its streams. */
  start(): Promise<void> {
    if (this.pid !== undefined && !this.starting) return Promise.resolve();
    this.starting ??= this.startOnce().finally(() => {
      this.starting = undefined;
    });
    return this.starting;
  }

  async stop(graceMs = 5_000): Promise<void> {
    this.stopping = true;
    await this.child?.end([
      ['SIGTERM', graceMs],
      ['SIGKILL', 2_000],
    ]);
    await this.starting?.catch(() => undefined);
  }

  signal(signal: NodeJS.Signals): void {
    this.child?.signal(signal);
  }

  private async startOnce(): Promise<void> {
    this.stopping = false;
    const deadline = Date.now() + (this.options.startTimeoutMs ?? 60_000);
    await this.endLeftovers();
    const fixedPort = this.chosenPort !== undefined;
    const portDeadline = Date.now() + PORT_WAIT_MS;
    for (;;) {
      this.chosenPort ??= await freePort();
      this.writeConfig();
      if (await this.attempt(deadline)) return;
      if (Date.now() > portDeadline) throw this.failure('port taken');
      if (!fixedPort) this.chosenPort = undefined;
      await sleep(100);
    }
  }

  /** Two servers on one store would destroy it, and JetStream has no lock of its own against that. */
  private async endLeftovers(): Promise<void> {
    const gone = await endProcesses(() => this.leftovers(), [
      ['SIGTERM', 5_000],
      ['SIGKILL', 5_000],
    ]);
    if (!gone) throw new Error(`an earlier nats-server with ${this.configFile} is still running and can't be stopped`);
  }

  private leftovers(): number[] {
    return runningProcesses()
      .filter(({ argv }) => basename(argv[0] ?? '') === 'nats-server' && argv.includes(this.configFile))
      .map(({ pid }) => pid);
  }

  private writeConfig(): void {
    mkdirSync(this.storeDirectory, { recursive: true });
    mkdirSync(join(this.configFile, '..'), { recursive: true });
    const { serverName, storeDirectory, port } = this;
    const { monitorPort, users } = this.options;
    writeFileSync(this.configFile, natsConfig({ serverName, storeDirectory, port, monitorPort, users }), { mode: 0o600 });
  }

  /** False when the port was taken. */
  private async attempt(deadline: number): Promise<boolean> {
    const child = new ChildServer({ command: this.options.binary, args: ['-c', this.configFile] }, this.logFile);
    this.child = child;
    while (!child.exit) {
      const info = await readNatsInfo(this.port);
      // Another server on this port answers too: only the name tells that it is ours.
      if (info?.server_name === this.serverName && info.jetstream === true) {
        child.onExit((exit) => this.exitListeners.forEach((listener) => listener(exit)));
        return true;
      }
      if (Date.now() > deadline || this.stopping) {
        await child.end([['SIGTERM', 1_000], ['SIGKILL', 2_000]]);
        throw this.failure(this.stopping ? 'stopped meanwhile' : 'not ready in time');
      }
      await sleep(10);
    }
    if (/address already in use/.test(child.output)) return false;
    throw this.failure(`ended with ${child.exit.signal ?? `code ${child.exit.code}`}`);
  }

  private failure(why: string): Error {
    return new Error(`nats-server did not start (${why}), see ${this.logFile}\n${this.child?.output ?? ''}`.trim());
  }
}
