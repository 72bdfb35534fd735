import { SERVICES, type Service } from '@windrose/contracts';
import { textFrom, type Env, type SigningKeyFiles } from '@windrose/platform';
import type { PlannedApp } from './plan';

export interface Surroundings {
  readonly home: string;
  readonly host: string;
  /** With the app's own credentials. */
  databaseUrlOf(app: Service): string;
  natsUrlOf(app: Service): string;
  /** MIRROR_REPLICAS */
  readonly mirrorReplicas: number;
  readonly providerUrl: string;
  readonly keys: SigningKeyFiles;
  /** PAYMENT_WEBHOOK_SECRET: what the payment provider signs its notices with. */
  readonly webhookSecret: string;
  readonly operator: Operator | undefined;
}

export interface Operator {
  readonly email: string;
  readonly password: string;
}

/** For the launcher alone, or set for each process below. MIGRATION_DATABASE_URL is the owner's, which no app needs. */
const NOT_PASSED_ON = [
  'PORT',
  'GRPC_PORT',
  'ADMIN_PORT_BASE',
  'INSTANCES',
  'NATS_NODES',
  'MIGRATION_DATABASE_URL',
  'JWT_PRIVATE_KEY_FILE',
  'PAYMENT_WEBHOOK_SECRET',
  'PAYMENT_WEBHOOK_URL',
  'STRIPE_SECRET_KEY',
  'STRIPE_WEBHOOK_SECRET',
  'OPERATOR_EMAIL',
  'OPERATOR_PASSWORD',
  // One app's credentials are not for the others.
  ...SERVICES.flatMap((app) => [ownUrl(app, 'DATABASE_URL'), ownUrl(app, 'NATS_URL')]),
];

/** The launcher's own environment without what is not for its children. */
export function passedOn(env: Env): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !NOT_PASSED_ON.includes(name)));
}

/** OPERATOR_EMAIL and OPERATOR_PASSWORD, else the demo's. */
export function operatorFrom(env: Env): Operator {
  return {
    email: textFrom(env, 'OPERATOR_EMAIL') ?? 'operator@example.com',
    password: textFrom(env, 'OPERATOR_PASSWORD') ?? 'demo-password',
  };
}

/** The variable with which one app is given a server, or credentials, of its own. */
export function ownUrl(app: Service, variable: 'DATABASE_URL' | 'NATS_URL'): string {
  return `${app.toUpperCase()}_${variable}`;
}

/** The whole environment of one app's process. */
export function environmentOf(planned: PlannedApp, around: Surroundings, env: Env): Env {
  const { keys, operator, webhookSecret } = around;
  const { app } = planned;
  return {
    ...passedOn(env),
    HOST: around.host,
    ADMIN_PORT: String(planned.adminPort),
    INSTANCE: String(planned.instance),
    WINDROSE_HOME: around.home,
    DATABASE_URL: textFrom(env, ownUrl(app, 'DATABASE_URL')) ?? around.databaseUrlOf(app),
    NATS_URL: textFrom(env, ownUrl(app, 'NATS_URL')) ?? around.natsUrlOf(app),
    MIRROR_REPLICAS: String(around.mirrorReplicas),
    PAYMENT_PROVIDER_URL: around.providerUrl,
    JWT_PUBLIC_KEY_FILE: keys.publicKeyFile,
    ...(planned.edge
      ? {
          PORT: String(planned.edge.port),
          GRPC_PORT: String(planned.edge.grpcPort),
          PAYMENT_WEBHOOK_SECRET: webhookSecret,
          ...only(env, 'STRIPE_WEBHOOK_SECRET'),
        }
      : {}),
    ...(app === 'payments' ? only(env, 'STRIPE_SECRET_KEY') : {}),
    // Only `customers` signs tokens and has accounts.
    ...(app === 'customers'
      ? {
          JWT_PRIVATE_KEY_FILE: keys.privateKeyFile,
          ...(operator ? { OPERATOR_EMAIL: operator.email, OPERATOR_PASSWORD: operator.password } : {}),
        }
      : {}),
  };
}

/** One variable, where it is set. */
function only(env: Env, variable: string): Env {
  const value = textFrom(env, variable);
  return value === undefined ? {} : { [variable]: value };
}
