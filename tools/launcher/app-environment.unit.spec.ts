import { environmentOf, operatorFrom, type Surroundings } from './app-environment';
import { planOf } from './plan';
import { settingsFrom } from './settings';

const around: Surroundings = {
  home: '/home',
  host: '127.0.0.1',
  databaseUrlOf: (app) => `postgresql://${app}@db/windrose`,
  mirrorReplicas: 3,
  natsUrlOf: (app) => `nats://${app}@broker:4222`,
  providerUrl: 'http://127.0.0.1:3100',
  keys: { privateKeyFile: '/home/keys/private', publicKeyFile: '/home/keys/public', mayCreate: true },
  webhookSecret: 'a-secret-of-sixteen',
  operator: { email: 'operator@example.com', password: 'demo-password' },
};

const env = {
  PORT: '3000',
  INSTANCES: '2',
  NATS_NODES: '3',
  MIGRATION_DATABASE_URL: 'postgresql://owner@db/windrose',
  OPERATOR_PASSWORD: 'theirs',
  PAYMENT_WEBHOOK_SECRET: 'given-from-outside',
  STRIPE_SECRET_KEY: 'sk_test',
  STRIPE_WEBHOOK_SECRET: 'whsec_0123456789',
  CARRIER: 'manual',
  ORDERS_DATABASE_URL: 'postgresql://orders/windrose',
};
const { apps } = planOf(settingsFrom(env, '/checkout'));

function environment(name: string): Record<string, string | undefined> {
  const planned = apps.find((app) => app.name === name);
  if (!planned) throw new Error(`no app ${name}`);
  return environmentOf(planned, around, env);
}

describe('environmentOf', () => {
  it('tells each process where everything is, and passes the settings of the apps on', () => {
    expect(environment('orders#2')).toEqual({
      HOST: '127.0.0.1',
      ADMIN_PORT: '3109',
      INSTANCE: '2',
      WINDROSE_HOME: '/home',
      DATABASE_URL: 'postgresql://orders/windrose',
      NATS_URL: 'nats://orders@broker:4222',
      MIRROR_REPLICAS: '3',
      PAYMENT_PROVIDER_URL: 'http://127.0.0.1:3100',
      JWT_PUBLIC_KEY_FILE: '/home/keys/public',
      CARRIER: 'manual',
    });
  });

  it('gives each app its own credentials, and nobody else any', () => {
    const { DATABASE_URL, NATS_URL, ...rest } = environment('payments');
    expect([DATABASE_URL, NATS_URL]).toEqual(['postgresql://payments@db/windrose', 'nats://payments@broker:4222']);
    expect(JSON.stringify(rest)).not.toMatch(/postgresql|nats:/);
  });

  it('gives the public ports, and the secret of who comes to them, to the edges only', () => {
    expect(environment('edge#2')).toMatchObject({
      PORT: '3020',
      GRPC_PORT: '3021',
      PAYMENT_WEBHOOK_SECRET: 'a-secret-of-sixteen',
      STRIPE_WEBHOOK_SECRET: 'whsec_0123456789',
    });
    expect(environment('payments')).not.toHaveProperty('PORT');
    expect(environment('payments')).not.toHaveProperty('PAYMENT_WEBHOOK_SECRET');
    expect(environment('payments')).not.toHaveProperty('STRIPE_WEBHOOK_SECRET');
  });

  it("gives Stripe's key to payments only", () => {
    expect(environment('payments')).toHaveProperty('STRIPE_SECRET_KEY', 'sk_test');
    expect(environment('edge')).not.toHaveProperty('STRIPE_SECRET_KEY');
  });

  it('gives the private key and the operator to customers only', () => {
    expect(environment('customers')).toMatchObject({
      JWT_PRIVATE_KEY_FILE: '/home/keys/private',
      OPERATOR_EMAIL: 'operator@example.com',
      OPERATOR_PASSWORD: 'demo-password',
    });
    expect(environment('edge')).not.toHaveProperty('JWT_PRIVATE_KEY_FILE');
    expect(environment('edge')).not.toHaveProperty('OPERATOR_PASSWORD');
  });
});

describe('operatorFrom', () => {
  it("is the demo's unless the environment names another", () => {
    expect(operatorFrom({})).toEqual({ email: 'operator@example.com', password: 'demo-password' });
    expect(operatorFrom({ OPERATOR_EMAIL: 'me@example.com', OPERATOR_PASSWORD: 'mine' })).toEqual({
      email: 'me@example.com',
      password: 'mine',
    });
  });
});
