import { join, resolve } from 'node:path';
import { SERVICES, type Service } from '@windrose/contracts';
import {
  choiceFrom,
  ConfigError,
  integerFrom,
  mirrorSettings,
  natsUrlFrom,
  textFrom,
  urlFrom,
  type Env,
} from '@windrose/platform';
import { checkAppSettings } from './app-settings';
import { instancesFrom } from './instances';

/** Of two, neither could go on without the other; more than three prove nothing more on one machine. */
const NATS_NODES = ['1', '3'] as const;

export type NatsNodes = 1 | 3;

/** What the environment says about where everything runs. Fields say the variable they come from. */
export interface Settings {
  /** WINDROSE_HOME: data, logs and run.json. Default `.windrose` in the checkout. */
  readonly home: string;
  /** HOST: the address that everything of ours listens on. Default 127.0.0.1. */
  readonly host: string;
  /** PORT: the first edge's. Default 3000. */
  readonly port: number;
  /** GRPC_PORT: the first edge's. Default PORT + 1. */
  readonly grpcPort: number;
  /** ADMIN_PORT_BASE: from here on, one port for each process. Default PORT + 100. */
  readonly adminPortBase: number;
  /** INSTANCES of each app. Default 1. */
  readonly instances: Readonly<Record<Service, number>>;
  /** DATABASE_URL. Default: an embedded server. */
  readonly databaseUrl: string | undefined;
  /** MIGRATION_DATABASE_URL: for the owner's role. Default: as the database. */
  readonly migrationDatabaseUrl: string | undefined;
  /** `<APP>_DATABASE_URL` of the apps that have a database of their own. */
  readonly appDatabaseUrls: Partial<Record<Service, string>>;
  /** NATS_URL: several of one cluster with commas between. Default: embedded servers. */
  readonly natsUrl: string | undefined;
  /** NATS_NODES: how many embedded servers, 1, or a cluster of 3. Default 1. */
  readonly natsNodes: NatsNodes;
  /** MIRROR_REPLICAS of the apps. Default: one copy on each embedded server. */
  readonly mirrorReplicas: number;
  /** PAYMENT_PROVIDER_URL. Default: the simulator. */
  readonly providerUrl: string | undefined;
}

const POSTGRES = ['postgres', 'postgresql'];
const HTTP = ['http', 'https'];
const PORTS = { min: 1, max: 65_535 };

/** @throws ConfigError naming the variable, its value and what is allowed */
export function settingsFrom(env: Env, root: string): Settings {
  const port = integerFrom(env, 'PORT', { ...PORTS, fallback: 3000 });
  const settings: Settings = {
    home: resolve(textFrom(env, 'WINDROSE_HOME') ?? join(root, '.windrose')),
    host: textFrom(env, 'HOST') ?? '127.0.0.1',
    port,
    grpcPort: integerFrom(env, 'GRPC_PORT', { ...PORTS, fallback: port + 1 }),
    adminPortBase: integerFrom(env, 'ADMIN_PORT_BASE', { ...PORTS, fallback: port + 100 }),
    instances: instancesFrom(env),
    databaseUrl: urlFrom(env, 'DATABASE_URL', POSTGRES),
    migrationDatabaseUrl: urlFrom(env, 'MIGRATION_DATABASE_URL', POSTGRES),
    appDatabaseUrls: Object.fromEntries(
      SERVICES.map((app) => [app, urlFrom(env, `${app.toUpperCase()}_DATABASE_URL`, POSTGRES)] as const).filter(
        ([, url]) => url !== undefined,
      ),
    ),
    natsUrl: natsUrlFrom(env, 'NATS_URL'),
    ...brokerSizeFrom(env),
    providerUrl: urlFrom(env, 'PAYMENT_PROVIDER_URL', HTTP),
  };
  for (const app of SERVICES) natsUrlFrom(env, `${app.toUpperCase()}_NATS_URL`);
  checkAppSettings(env);
  return settings;
}

/** @throws ConfigError also for more copies than there would be servers */
function brokerSizeFrom(env: Env): Pick<Settings, 'natsNodes' | 'mirrorReplicas'> {
  const natsNodes = Number(choiceFrom(env, 'NATS_NODES', NATS_NODES, '1')) as NatsNodes;
  const replicas = textFrom(env, 'MIRROR_REPLICAS');
  const mirrorReplicas = replicas === undefined ? natsNodes : mirrorSettings(env).replicas;
  const isOurs = textFrom(env, 'NATS_URL') === undefined;
  if (!isOurs && natsNodes > 1)
    throw new ConfigError('NATS_NODES', String(natsNodes), '1, or none: NATS_URL names the servers');
  if (isOurs && mirrorReplicas > natsNodes)
    throw new ConfigError('MIRROR_REPLICAS', replicas, `at most ${natsNodes}, which is NATS_NODES`);
  return { natsNodes, mirrorReplicas };
}

/** A host as a client on this machine can reach it: an address that means "all of them" is no address to call. */
export function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
