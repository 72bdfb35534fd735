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
