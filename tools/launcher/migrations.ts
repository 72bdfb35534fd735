import { join } from 'node:path';
import { SERVICES, type Service } from '@windrose/contracts';
import { ChildServer } from '@windrose/servers';
import type { Env } from '@windrose/platform';
import { ownUrl, passedOn } from './app-environment';

/** Services whose schemas are in one database, and who brings them up to date. */
export interface Migration {
  /** The role that owns the schemas. */
  readonly ownersUrl: string;
  /** By service, with what its apps come: its role is given what they need. */
  readonly apps: Partial<Record<Service, string>>;
}

export interface MigrationOptions {
  readonly root: string;
  readonly env: Env;
  readonly logFile: string;
  readonly stop: AbortSignal;
}

const LONGEST_MS = 10 * 60_000;

/** One for the common database, as its owner, and one for each database that an app has for itself. */
export function migrationsOf(ownersUrl: string, urlOf: (service: Service) => string): Migration[] {
  const migrations = new Map<string, { ownersUrl: string; apps: Partial<Record<Service, string>> }>();
  for (const service of SERVICES) {
    const url = urlOf(service);
    const database = databaseIn(url);
    const migration = migrations.get(database) ?? {
      ownersUrl: database === databaseIn(ownersUrl) ? ownersUrl : url,
      apps: {},
    };
    migration.apps[service] = url;
    migrations.set(database, migration);
  }
  return [...migrations.values()];
}

function databaseIn(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || '5432'}${pathname}`;
}

/** Brings the schemas up to date, in a process of its own. */
export async function migrate(
  { ownersUrl, apps }: Migration,
  { root, env, logFile, stop }: MigrationOptions,
): Promise<void> {
  const services = Object.keys(apps) as Service[];
  const run = new ChildServer(
    {
      command: process.execPath,
      args: [join(root, 'dist', 'libs', 'chassis', 'src', 'migrate-main.js'), ...services],
      env: {
        ...passedOn(env),
        MIGRATION_DATABASE_URL: ownersUrl,
        ...Object.fromEntries(services.map((service) => [ownUrl(service, 'DATABASE_URL'), apps[service]])),
      },
      ipc: true,
    },
    logFile,
  );
  const end = (): void => run.signal('SIGKILL');
  stop.addEventListener('abort', end);
  await run.ending(LONGEST_MS);
  stop.removeEventListener('abort', end);
  stop.throwIfAborted();
  if (run.exit?.code === 0) return;
  end();
  throw new Error(`the database could not be migrated, see ${logFile}\n${run.output}`.trim());
}
