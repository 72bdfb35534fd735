import { planOf, portsOf, type Plan } from './plan';
import { settingsFrom } from './settings';

function planWith(env: Record<string, string>): Plan {
  return planOf(settingsFrom(env, '/checkout'));
}

describe('planOf', () => {
  it('gives every process a port of its own from ADMIN_PORT_BASE on', () => {
    const { apps, providerPort } = planWith({});
    expect([providerPort, ...apps.map((app) => app.adminPort)]).toEqual([
      3100, 3101, 3102, 3103, 3104, 3105, 3106, 3107,
    ]);
    expect(apps.map((app) => app.name)).toEqual([
      'edge',
      'orders',
      'inventory',
      'payments',
      'shipping',
      'customers',
      'notifications',
    ]);
    expect(apps[0]?.edge).toEqual({ port: 3000, grpcPort: 3001 });
  });

  it('puts edge n on PORT + 10·n and leaves the first instances where they were', () => {
    const { apps } = planWith({ INSTANCES: 'edge=3,orders=2' });
    expect(apps.slice(0, 7)).toEqual(planWith({}).apps);
    expect(apps.slice(7)).toEqual([
      { name: 'edge#2', app: 'edge', instance: 2, adminPort: 3108, edge: { port: 3020, grpcPort: 3021 } },
      { name: 'orders#2', app: 'orders', instance: 2, adminPort: 3109 },
      { name: 'edge#3', app: 'edge', instance: 3, adminPort: 3110, edge: { port: 3030, grpcPort: 3031 } },
    ]);
  });

  it('has no provider of its own when another one is used', () => {
    expect(planWith({ PAYMENT_PROVIDER_URL: 'https://pay.example' }).providerPort).toBeUndefined();
  });
});

describe('portsOf', () => {
  it('refuses a plan that needs a port twice, naming both', () => {
    expect(() => portsOf(planWith({ GRPC_PORT: '3000' }))).toThrow(
      'GRPC_PORT is "3000"; allowed: a port for gRPC of edge that HTTP of edge does not use',
    );
    expect(() => portsOf(planWith({ INSTANCES: 'edge=10' }))).toThrow(/ADMIN_PORT_BASE|GRPC_PORT|PORT/);
    expect(() => portsOf(planWith({ INSTANCES: '2' }))).not.toThrow();
  });

  it('refuses ports that do not exist', () => {
    expect(() => portsOf(planWith({ PORT: '65500' }))).toThrow(/at most 65535/);
  });
});
