import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '@nats-io/transport-node';
import { eventually, temporaryDirectory, type TemporaryDirectory } from '@windrose/testing';
import { freePort } from './free-port';
import { findNatsServer } from './nats-finder';
import { readNatsInfo } from './nats-info';
import { NatsServer, type NatsOptions } from './nats-server';
import { isRunning } from './process-table';

let directory: TemporaryDirectory;
let binary: string;
let servers: NatsServer[];

function server(options: Partial<NatsOptions> = {}): NatsServer {
  const made = new NatsServer({ binary, directory: directory.path, ...options });
  servers.push(made);
  return made;
}

describe('NatsServer', () => {
  beforeAll(async () => {
    ({ binary } = await findNatsServer());
  });

  beforeEach(() => {
    directory = temporaryDirectory();
    servers = [];
  });

  afterEach(async () => {
    await Promise.all(servers.map((each) => each.stop()));
    directory.remove();
  });

  it('answers with JetStream on the loopback address as soon as it is started', async () => {
    const nats = server();
    await Promise.all([nats.start(), nats.start()]);
    expect(await readNatsInfo(nats.port)).toMatchObject({ jetstream: true });
    await nats.stop();
    expect(await readNatsInfo(nats.port)).toBeUndefined();
  });

  it('keeps the port over a kill -9 and says how it ended', async () => {
    const nats = server();
    const ends: unknown[] = [];
    nats.onExit((exit) => ends.push(exit));
    await nats.start();
    const { port, pid } = nats;
    nats.signal('SIGKILL');
    await eventually(() => expect(ends).toEqual([{ code: null, signal: 'SIGKILL' }]));
    await nats.start();
    expect(nats.port).toBe(port);
    expect(nats.pid).not.toBe(pid);
  });

  it('ends the server that an earlier start left running on the same store', async () => {
    const leftover = server();
    await leftover.start();
    const { pid } = leftover;
    await server().start();
    expect(isRunning(pid ?? 0)).toBe(false);
  });

  it('does not take another server on its port for itself', async () => {
    const port = await freePort();
    const other = server({ port, directory: join(directory.path, 'other') });
    await other.start();
    await expect(server({ port }).start()).rejects.toThrow('port taken');
    expect(isRunning(other.pid ?? 0)).toBe(true);
  });

  it('outlives the deletion of its store, and makes it again at the next start', async () => {
    const nats = server();
    await nats.start();
    directory.remove();
    expect(await readNatsInfo(nats.port)).toMatchObject({ jetstream: true });
    await nats.stop();
    await nats.start();
    expect(existsSync(nats.storeDirectory)).toBe(true);
  });

  it('lets in only its users, each to its own subjects', async () => {
    const nats = server({
      users: [
        { user: 'admin', password: 'secret' },
        {
          user: 'orders',
          password: 'hidden',
          permissions: { publish: ['evt.orders.>'], subscribe: ['_INBOX_orders.>'] },
        },
      ],
    });
    await nats.start();
    await expect(connect({ servers: nats.url, reconnect: false })).rejects.toThrow(/authorization/i);
    await expect(connect({ servers: nats.url, user: 'admin', pass: 'wrong', reconnect: false })).rejects.toThrow(
      /authorization/i,
    );
    const admin = await connect({ servers: nats.url, user: 'admin', pass: 'secret' });
    const seen = admin.subscribe('>', { max: 1 });
    await admin.flush();
    const orders = await connect({ servers: nats.url, user: 'orders', pass: 'hidden' });
    orders.publish('evt.payments.00.x.Y');
    orders.publish('evt.orders.00.x.Y');
    for await (const message of seen) expect(message.subject).toBe('evt.orders.00.x.Y');
    await Promise.all([admin.close(), orders.close()]);
  });

  it('names the log when the program is not a server', async () => {
    const failing = server({ binary: '/bin/false' }).start();
    await expect(failing).rejects.toThrow(/did not start \(ended with code 1\), see .*nats\.log/);
    await expect(server({ binary: '/no/such/program' }).start()).rejects.toThrow('did not start');
  });
});
