import { resolve } from 'node:path';
import { integerFrom, textFrom, urlFrom, type Env } from './env';
import { ConfigError } from './errors';

/** What every app is told by its environment. Fields say the variable they come from. */
export interface ServiceConfig {
  readonly service: string;
  /** INSTANCE: which instance of the app this process is, from 1. */
  readonly instance: number;
  /** `<APP>_DATABASE_URL`, else DATABASE_URL. */
  readonly databaseUrl: string;
  /** `<APP>_NATS_URL`, else NATS_URL. */
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

export function serviceConfig(service: string, env: Env = process.env): ServiceConfig {
  const prefix = service.toUpperCase();
  return {
    service,
    instance: integerFrom(env, 'INSTANCE', { min: 1, max: 1_000, fallback: 1 }),
    databaseUrl: connectionUrl(env, prefix, 'DATABASE_URL', ['postgres', 'postgresql']),
    natsUrl: connectionUrl(env, prefix, 'NATS_URL', ['nats', 'tls']),
    host: textFrom(env, 'HOST') ?? '127.0.0.1',
    adminPort: integerFrom(env, 'ADMIN_PORT', { min: 0, max: 65_535, fallback: 0 }),
    home: resolve(textFrom(env, 'WINDROSE_HOME') ?? '.windrose'),
    partitions: integerFrom(env, 'PARTITIONS', { min: 1, max: 100, fallback: 16 }),
    shutdownMs: 10_000,
  };
}

function connectionUrl(env: Env, prefix: string, variable: string, schemes: readonly string[]): string {
  const own = `${prefix}_${variable}`;
  const url = urlFrom(env, own, schemes) ?? urlFrom(env, variable, schemes);
  if (url === undefined) throw new ConfigError(variable, undefined, `${schemes[0]}://… (or ${own} for this app alone)`);
  return url;
}
