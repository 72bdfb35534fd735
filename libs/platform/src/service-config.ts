import { resolve } from 'node:path';
import { integerFrom, textFrom, urlFrom, type Env } from './env';
import { ConfigError } from './errors';
import { natsUrlFrom } from './nats-url';

/** What every app is told by its environment. Fields say the variable they come from. */
export interface ServiceConfig {
  readonly service: string;
  /** INSTANCE: which instance of the app this process is, from 1. */
  readonly instance: number;
  /** `<APP>_DATABASE_URL`, else DATABASE_URL. */
  readonly databaseUrl: string;
  /** `<APP>_NATS_URL`, else NATS_URL: one address, or several of one cluster with commas between. */
  readonly natsUrl: string;
  /** HOST: the address that HTTP listens on. Default 127.0.0.1. */
  readonly host: string;
  /** ADMIN_PORT: `/livez`, `/readyz`, `/metrics`. Default: a free port. */
  readonly adminPort: number;
  /** WINDROSE_HOME: default `.windrose` in the working directory. */
  readonly home: string;
  /** PARTITIONS of a log that is created now. Default 16. */
  readonly partitions: number;
  /** Milliseconds a stop may take before it is cut short. */
  readonly shutdownMs: number;
}

const POSTGRES = ['postgres', 'postgresql'];

export function serviceConfig(service: string, env: Env = process.env): ServiceConfig {
  return {
    service,
    instance: integerFrom(env, 'INSTANCE', { min: 1, max: 1_000, fallback: 1 }),
    databaseUrl: ownOrCommon('DATABASE_URL', service, 'postgres', (name) => urlFrom(env, name, POSTGRES)),
    natsUrl: ownOrCommon('NATS_URL', service, 'nats', (name) => natsUrlFrom(env, name)),
    host: textFrom(env, 'HOST') ?? '127.0.0.1',
    adminPort: integerFrom(env, 'ADMIN_PORT', { min: 0, max: 65_535, fallback: 0 }),
    home: resolve(textFrom(env, 'WINDROSE_HOME') ?? '.windrose'),
    partitions: integerFrom(env, 'PARTITIONS', { min: 1, max: 100, fallback: 16 }),
    shutdownMs: 10_000,
  };
}

function ownOrCommon(
  variable: string,
  service: string,
  scheme: string,
  read: (variable: string) => string | undefined,
): string {
  const own = `${service.toUpperCase()}_${variable}`;
  const url = read(own) ?? read(variable);
  if (url === undefined) throw new ConfigError(variable, undefined, `${scheme}://… (or ${own} for this app alone)`);
  return url;
}
