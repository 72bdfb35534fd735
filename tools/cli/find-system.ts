import type { Service } from '@windrose/contracts';
import { natsUrlFrom, textFrom } from '@windrose/platform';
import { isRunning } from '@windrose/servers';
import { join, resolve } from 'node:path';
import { serviceUrl } from '../launcher/database-roles';
import { keptPasswords } from '../launcher/passwords';
import type { Cli, GlobalOptions } from './cli';
import { Failure } from './failure';
import { readRunFile, runFilePath, type RunInfo } from './run-file';

export interface BrokerAddress {
  readonly url: string;
  readonly user?: string;
  readonly password?: string;
}

/**
 * Where the parts of a system are: what `run.json` in its home says, else what the variables say that an app started
 * by itself is given. `--url` stands above both for calls to the edge.
 */
export class System {
  constructor(
    /** WINDROSE_HOME, absolute. */
    readonly home: string,
    /** Null when there is no `run.json`. */
    readonly run: RunInfo | null,
    private readonly env: Cli['env'],
    /** `--url`. */
    readonly url: string | undefined,
  ) {}

  /** @throws Failure when nothing says where it is */
  get edgeUrl(): string {
    const url = this.url ?? this.run?.edge;
    if (url === undefined) throw this.notFound('--url (the edge, such as http://127.0.0.1:3000)');
    return url;
  }

  /** Whether that address is one of this system's own, or at least on this machine. */
  get isEdgeOurs(): boolean {
    const own = [this.run?.edge, ...Object.values(this.run?.processes ?? {}).map(({ url }) => url)];
    return own.includes(this.edgeUrl) || ['127.0.0.1', '[::1]', 'localhost'].includes(new URL(this.edgeUrl).hostname);
  }

  /** The database that holds the service's log. @throws Failure when nothing says where it is */
  databaseUrl(service: Service): string {
    const own = textFrom(this.env, `${service.toUpperCase()}_DATABASE_URL`);
    const url = own ?? this.run?.databaseUrl ?? textFrom(this.env, 'DATABASE_URL');
    if (url === undefined) throw this.notFound('DATABASE_URL');
    return url;
  }

  /**
   * The same with the credentials of the service's own processes, for what has to belong to them.
   * @throws Failure when nothing says where it is
   */
  databaseUrlOfItsOwn(service: Service): string {
    const url = this.databaseUrl(service);
    const isEmbedded = typeof this.run?.postgresDir === 'string' && url === this.run.databaseUrl;
    if (!isEmbedded) return url;
    const { database } = keptPasswords(this.home);
    return database === undefined ? url : serviceUrl(url, service, database);
  }

  /**
   * The same with a role that owns the service's schema: MIGRATION_DATABASE_URL, else the administrator's.
   * @throws Failure when nothing says where it is
   */
  databaseUrlOfOwner(service: Service): string {
    return textFrom(this.env, 'MIGRATION_DATABASE_URL') ?? this.databaseUrl(service);
  }

  /** @throws Failure when nothing says where it is */
  get broker(): BrokerAddress {
    const servers = this.run?.natsNodes?.map(({ url }) => url).join(',');
    const url = servers ?? this.run?.natsUrl ?? natsUrlFrom(this.env, 'NATS_URL');
    if (url === undefined) throw this.notFound('NATS_URL');
    return { url, ...this.run?.natsAdmin };
  }

  /** Whether the launcher that wrote `run.json` is still there. A home of another machine's says nothing about that. */
  get isLauncherRunning(): boolean {
    return this.run !== null && isRunning(this.run.launcher);
  }

  /** What may be the reason when something doesn't answer. */
  get hint(): string {
    if (this.run === null || this.isLauncherRunning) return '';
    return ` (the launcher ${this.run.launcher} of ${runFilePath(this.home)} has gone: npm start)`;
  }

  private notFound(instead: string): Failure {
    return new Failure(
      `no running system: ${runFilePath(this.home)} doesn't exist. Start one with npm start, name its home with --home or WINDROSE_HOME, or give ${instead}`,
      'no_system',
    );
  }
}

/** @throws Failure when `run.json` is there but can't be read */
export function findSystem(cli: Pick<Cli, 'env' | 'root'>, options: GlobalOptions): System {
  const named = options.home ?? textFrom(cli.env, 'WINDROSE_HOME');
  const home = named === undefined ? join(cli.root, '.windrose') : resolve(named);
  return new System(home, readRunFile(home), cli.env, options.url);
}
