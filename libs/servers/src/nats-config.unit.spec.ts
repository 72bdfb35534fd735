import { natsConfig } from './nats-config';

const base = { serverName: 'windrose-1', storeDirectory: '/data/jetstream', port: 20_123 };

describe('natsConfig', () => {
  it('listens on the loopback address, without a monitor and without users by default', () => {
    expect(JSON.parse(natsConfig(base))).toEqual({
      server_name: 'windrose-1',
      listen: '127.0.0.1:20123',
      jetstream: { store_dir: '/data/jetstream' },
    });
  });

  it('names the others of its cluster, which let nobody in who lacks their password', () => {
    const routes = { clusterName: 'windrose', port: 20_201, ports: [20_201, 20_202], user: 'route', password: 'p' };
    expect(JSON.parse(natsConfig({ ...base, routes }))).toMatchObject({
      cluster: {
        name: 'windrose',
        listen: '127.0.0.1:20201',
        authorization: { user: 'route', password: 'p' },
        routes: ['nats-route://route:p@127.0.0.1:20201', 'nats-route://route:p@127.0.0.1:20202'],
        no_advertise: true,
      },
    });
  });

  it('denies everything to a user whose list of subjects is empty', () => {
    const users = [{ user: 'a', password: 'b', permissions: { publish: ['x.>'], subscribe: [] } }];
    expect(JSON.parse(natsConfig({ ...base, monitorPort: 20_124, users }))).toMatchObject({
      http: '127.0.0.1:20124',
      authorization: {
        users: [
          {
            user: 'a',
            password: 'b',
            permissions: { publish: { allow: ['x.>'] }, subscribe: { deny: ['>'] } },
          },
        ],
      },
    });
  });
});
