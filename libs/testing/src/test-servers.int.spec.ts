import { existsSync } from 'node:fs';
import { connect } from '@nats-io/transport-node';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { eventually } from './eventually';
import { query } from './query';
import { startTestNats } from './test-nats';
import { startTestPostgres } from './test-postgres';

describe('the servers of a test', () => {
  it('PostgreSQL keeps what was committed over kill -9 and leaves nothing behind', async () => {
    const server = await startTestPostgres();
    try {
      const url = await server.createDatabase();
      await query(url, 'CREATE TABLE facts AS SELECT 42 AS answer');
      const first = server.pid;
      await server.kill9();
      await server.restart();
      expect(server.pid).not.toBe(first);
      expect(await query(url, 'SELECT answer FROM facts')).toEqual([{ answer: 42 }]);
    } finally {
      await server.stop();
    }
    expect(server.pid).toBeUndefined();
    expect(existsSync(server.dataDirectory)).toBe(false);
  });

  it('nats-server keeps its streams over kill -9, and starts empty after a wipe', async () => {
    const server = await startTestNats();
    try {
      const messages = async (): Promise<number> => {
        const nc = await connect({ servers: server.url });
        try {
          return (await (await jetstreamManager(nc)).streams.info('FACTS')).state.messages;
        } finally {
          await nc.close();
        }
      };
      const nc = await connect({ servers: server.url });
      await (await jetstreamManager(nc)).streams.add({ name: 'FACTS', subjects: ['facts'] });
      await jetstream(nc).publish('facts', 'one');
      await nc.close();

      await server.kill9();
      await server.restart();
      expect(await messages()).toBe(1);

      await server.kill9();
      server.wipe();
      await server.restart();
      await expect(messages()).rejects.toThrow('stream not found');
    } finally {
      await server.stop();
    }
    expect(existsSync(server.storeDirectory)).toBe(false);
  });
});

describe('eventually', () => {
  it('returns the first result that holds', async () => {
    let tries = 0;
    const result = await eventually(() => {
      tries += 1;
      if (tries < 3) throw new Error('not yet');
      return tries;
    });
    expect(result).toBe(3);
  });

  it('fails with the last error, and not only at the end of a try that hangs', async () => {
    const never = (): never => {
      throw new Error('still wrong');
    };
    await expect(eventually(never, { timeoutMs: 60 })).rejects.toThrow('still wrong');
    await expect(eventually(() => new Promise(() => undefined), { timeoutMs: 60 })).rejects.toThrow(
      'still being checked',
    );
  });
});
