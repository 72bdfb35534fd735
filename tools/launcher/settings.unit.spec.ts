import { ConfigError } from '@windrose/platform';
import { reachable, settingsFrom } from './settings';

const root = '/checkout';

describe('settingsFrom', () => {
  it('has a default for everything', () => {
    expect(settingsFrom({}, root)).toEqual({
      home: '/checkout/.windrose',
      host: '127.0.0.1',
      port: 3000,
      grpcPort: 3001,
      adminPortBase: 3100,
      instances: { edge: 1, orders: 1, inventory: 1, payments: 1, shipping: 1, customers: 1, notifications: 1 },
      databaseUrl: undefined,
      migrationDatabaseUrl: undefined,
      appDatabaseUrls: {},
      natsUrl: undefined,
      natsNodes: 1,
      mirrorReplicas: 1,
      providerUrl: undefined,
    });
  });

  it('derives the other ports from PORT unless they are given', () => {
    expect(settingsFrom({ PORT: '4000' }, root)).toMatchObject({ port: 4000, grpcPort: 4001, adminPortBase: 4100 });
    expect(settingsFrom({ PORT: '4000', GRPC_PORT: '50051', ADMIN_PORT_BASE: '9000' }, root)).toMatchObject({
      port: 4000,
      grpcPort: 50_051,
      adminPortBase: 9000,
    });
  });

  it('knows the databases that single apps have of their own', () => {
    const env = { DATABASE_URL: 'postgresql://a/b', ORDERS_DATABASE_URL: 'postgres://c/d/' };
    expect(settingsFrom(env, root)).toMatchObject({
      databaseUrl: 'postgresql://a/b',
      appDatabaseUrls: { orders: 'postgres://c/d' },
    });
  });

  it.each([
    ['PORT', '0', /whole number from 1 to 65535/],
    ['PORT', 'http', /whole number/],
    ['GRPC_PORT', '70000', /whole number/],
    ['ADMIN_PORT_BASE', '-1', /whole number/],
    ['DATABASE_URL', 'mysql://x', /postgres:\/\//],
    ['MIGRATION_DATABASE_URL', 'x', /postgres:\/\//],
    ['SHIPPING_DATABASE_URL', 'x', /postgres:\/\//],
    ['NATS_URL', 'http://x', /nats:\/\//],
    ['EDGE_NATS_URL', 'x', /nats:\/\//],
    ['NATS_URL', 'nats://a:1,http://b:2', /nats:\/\//],
    ['NATS_NODES', '2', /1, 3/],
    ['MIRROR_REPLICAS', '3', /at most 1, which is NATS_NODES/],
    ['MIRROR_REPLICAS', '6', /whole number from 1 to 5/],
    ['PAYMENT_PROVIDER_URL', 'ftp://x', /http:\/\//],
    ['SMTP_URL', 'mail', /smtp:\/\//],
    ['CARRIER', 'ups', /simulated, manual/],
    ['PAYMENT_PROVIDER', 'cash', /http, stripe/],
    ['TRUST_PROXY', 'everybody', /IP addresses or networks/],
    ['CARRIER_DELAY_MS', '-1', /whole number/],
    ['LOW_STOCK_THRESHOLD', 'few', /whole number/],
    ['RESERVATION_TTL_MS', '0', /whole number/],
    ['PAYMENT_TIMEOUT_MS', '30s', /whole number/],
    ['ORDER_DEADLINE_MS', '1e3', /whole number/],
    ['PARTITIONS', '0', /whole number/],
    ['LOG_LEVEL', 'loud', /fatal, error, warn/],
    ['INSTANCES', '0', /edge, orders/],
    ['INSTANCES', 'orders=2,nobody=1', /edge, orders/],
    ['INSTANCES', 'orders=2=3', /edge, orders/],
    ['INSTANCES', 'orders', /edge, orders/],
  ])('%s=%s is refused with its name, its value and what is allowed', (variable, value, allowed) => {
    const read = (): unknown => settingsFrom({ [variable]: value }, root);
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(`${variable} is ${JSON.stringify(value)}`);
    expect(read).toThrow(allowed);
  });

  it('has a copy of each mirror on every embedded server, unless told otherwise', () => {
    expect(settingsFrom({ NATS_NODES: '3' }, root)).toMatchObject({ natsNodes: 3, mirrorReplicas: 3 });
    expect(settingsFrom({ NATS_NODES: '3', MIRROR_REPLICAS: '1' }, root)).toMatchObject({ mirrorReplicas: 1 });
  });

  it('starts no servers beside those of NATS_URL, which has as many copies as it is told', () => {
    const NATS_URL = 'nats://u:p@a:4222, nats://b:4222/';
    expect(settingsFrom({ NATS_URL, MIRROR_REPLICAS: '3' }, root)).toMatchObject({
      natsUrl: 'nats://u:p@a:4222,nats://b:4222',
      mirrorReplicas: 3,
    });
    expect(() => settingsFrom({ NATS_URL, NATS_NODES: '3' }, root)).toThrow(/NATS_NODES .* NATS_URL names the servers/);
  });

  it('reads INSTANCES as one number for all or as some apps of their own', () => {
    expect(settingsFrom({ INSTANCES: '3' }, root).instances).toMatchObject({ edge: 3, notifications: 3 });
    expect(settingsFrom({ INSTANCES: 'orders=2, inventory=4' }, root).instances).toMatchObject({
      orders: 2,
      inventory: 4,
      edge: 1,
    });
  });
});

describe('reachable', () => {
  it.each([
    ['0.0.0.0', '127.0.0.1'],
    ['::', '127.0.0.1'],
    ['::1', '[::1]'],
    ['10.0.0.7', '10.0.0.7'],
  ])('a client calls %s at %s', (host, address) => {
    expect(reachable(host)).toBe(address);
  });
});
