import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { ServerCommand } from './child-server';
import { EmbeddedServer, type Obstacle } from './embedded-server';
import { natsConfig, type NatsRoutes, type NatsUser } from './nats-config';
import { readNatsInfo } from './nats-info';
import { endProcesses, runningProcesses } from './process-table';

export interface NatsOptions {
  /** The nats-server program: see `findNatsServer`. */
  readonly binary: string;
  /** Holds the configuration file and, unless `storeDirectory` says otherwise, `jetstream/`. */
  readonly directory: string;
  /** JetStream's store and nothing else: it may be deleted or replaced at any time. */
  readonly storeDirectory?: string;
  /** Bytes that all streams together may take on disk. Default: three quarters of what is free. */
  readonly maxStoreBytes?: number;
  /** Default: `<directory>/nats.log`. */
  readonly logFile?: string;
  /** Default: a free port, kept over restarts of this object. */
  readonly port?: number;
  /** Port of the HTTP monitor. Default: none. */
  readonly monitorPort?: number;
  /** Who may connect. Default: everyone on this machine. */
  readonly users?: readonly NatsUser[];
  /** Default: another one for each object. A server of a cluster needs one that is kept. */
  readonly serverName?: string;
  /** Its place in a cluster. Default: it is alone. */
  readonly routes?: NatsRoutes;
  /** For messages. Default `nats-server`. */
  readonly title?: string;
  /** How long a start may take, recovery of the streams included, in milliseconds. Default 60,000. */
  readonly startTimeoutMs?: number;
}

/** nats-server with JetStream as a child process. */
export class NatsServer extends EmbeddedServer {
  readonly storeDirectory: string;
  /** How it is called in a cluster, and by monitoring. */
  readonly serverName: string;
  private readonly directory: string;
  private readonly configFile: string;

  constructor(private readonly options: NatsOptions) {
    const directory = resolve(options.directory);
    super({
      title: options.title ?? 'nats-server',
      logFile: options.logFile ?? join(directory, 'nats.log'),
      port: options.port,
      startTimeoutMs: options.startTimeoutMs ?? 60_000,
      stopSteps: [
        ['SIGTERM', 2_000],
        ['SIGKILL', 500],
      ],
    });
    this.directory = directory;
    this.serverName = options.serverName ?? `windrose-${randomUUID()}`;
    this.storeDirectory = resolve(options.storeDirectory ?? join(directory, 'jetstream'));
    this.configFile = join(directory, 'nats.conf');
  }

  get url(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  /** Two servers on one store would destroy it, and JetStream has no lock of its own against that. */
  override async endLeftovers(): Promise<void> {
    const gone = await endProcesses(
      () => this.leftovers(),
      [
        ['SIGTERM', 3_000],
        ['SIGKILL', 3_000],
      ],
    );
    if (!gone) throw new Error(`an earlier nats-server with ${this.configFile} is still running and can't be stopped`);
  }

  private leftovers(): number[] {
    return runningProcesses()
      .filter(({ argv }) => basename(argv[0] ?? '') === 'nats-server' && argv.includes(this.configFile))
      .map(({ pid }) => pid);
  }

  protected override prepare(): Promise<void> {
    mkdirSync(this.directory, { recursive: true });
    mkdirSync(this.storeDirectory, { recursive: true });
    return Promise.resolve();
  }

  protected override command(port: number): ServerCommand {
    const { serverName, storeDirectory } = this;
    const { maxStoreBytes, monitorPort, users, routes } = this.options;
    const config = natsConfig({ serverName, storeDirectory, maxStoreBytes, port, monitorPort, users, routes });
    writeFileSync(this.configFile, config, { mode: 0o600 });
    return { command: this.options.binary, args: ['-c', this.configFile] };
  }

  /** Another server on this port answers too: only the name tells that it is ours. */
  protected override async isReady(_pid: number | undefined, port: number): Promise<boolean> {
    const info = await readNatsInfo(port);
    return info?.server_name === this.serverName && info.jetstream === true;
  }

  protected override obstacleIn(output: string): Obstacle | undefined {
    return output.includes('address already in use') ? 'port taken' : undefined;
  }
}
