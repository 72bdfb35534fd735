import { cpSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { findNatsServer, NatsServer } from '@windrose/servers';
import { eventually, temporaryDirectory, type TemporaryDirectory } from '@windrose/testing';
import { Supervised } from './supervised';
import { watchStore } from './store-watch';

describe('a store that is replaced under a running nats-server', () => {
  let directory: TemporaryDirectory;
  let server: NatsServer;
  let supervised: Supervised;
  let stop: AbortController;
  let lines: string[];
  let client: NatsConnection;

  beforeEach(async () => {
    directory = temporaryDirectory();
    lines = [];
    stop = new AbortController();
    const { binary } = await findNatsServer();
    server = new NatsServer({ binary, directory: directory.path });
    supervised = new Supervised('nats', server, { started: () => undefined, say: () => undefined, firstDelayMs: 10 });
    await supervised.start();
    client = await connect({ servers: server.url, maxReconnectAttempts: -1, reconnectTimeWait: 20 });
    await (await jetstreamManager(client)).streams.add({ name: 'FACTS', subjects: ['facts'] });
    void watchStore(server, stop.signal, { say: (line) => lines.push(line), everyMs: 20 });
  });

  afterEach(async () => {
    stop.abort();
    await client.close();
    await supervised.stop();
    directory.remove();
  });

  const publish = (): Promise<unknown> => jetstream(client, { timeout: 500 }).publish('facts', 'one');

  async function count(): Promise<number> {
    const manager = await jetstreamManager(client, { timeout: 500 });
    return (await manager.streams.info('FACTS')).state.messages;
  }

  it('deleted: the server starts again with an empty one', async () => {
    await publish();
    const { pid } = server;
    rmSync(server.storeDirectory, { recursive: true });
    await eventually(() => expect(server.pid).not.toBe(pid));
    await eventually(() => expect(count()).rejects.toThrow('stream not found'));
    expect(lines).toEqual([expect.stringContaining('was deleted or replaced')]);
  });

  it.each(['by rename', 'in place'])('put back to an older state (%s): the server goes on from that', async (how) => {
    const backup = join(directory.path, 'backup');
    await publish();
    await supervised.program.stop();
    cpSync(server.storeDirectory, backup, { recursive: true, preserveTimestamps: true });
    await eventually(async () => {
      await publish();
      expect(await count()).toBeGreaterThan(3);
    });
    const { pid } = server;
    if (how === 'by rename') {
      renameSync(server.storeDirectory, join(directory.path, 'away'));
      renameSync(backup, server.storeDirectory);
    } else {
      cpSync(backup, server.storeDirectory, { recursive: true });
    }
    await eventually(async () => {
      expect(server.pid).not.toBe(pid);
      expect(await count()).toBe(1);
    });
  });

  it('is left alone while only the server itself works in it', async () => {
    const { pid } = server;
    const manager = await jetstreamManager(client);
    for (let i = 0; i < 20; i += 1) {
      await publish();
      await manager.consumers.add('FACTS', { durable_name: `reader-${i}`, ack_policy: 'explicit' });
    }
    await manager.streams.add({ name: 'MORE', subjects: ['more'] });
    await supervised.program.stop(); // and is started again
    await eventually(async () => expect(await count()).toBe(20));
    expect(server.pid).not.toBe(pid);
    expect(lines).toEqual([]);
  });
});
