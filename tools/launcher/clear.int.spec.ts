import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { startTestNats, startTestPostgres, temporaryDirectory } from '@windrose/testing';
import { Client } from 'pg';
import { clearDatabase, clearHome, clearStreams } from './clear';

describe('--fresh', () => {
  it("deletes what starts leave in the home, and nothing of its owner's", () => {
    const home = temporaryDirectory();
    try {
      mkdirSync(join(home.path, 'postgres', 'data'), { recursive: true });
      writeFileSync(join(home.path, 'run.json'), '{}');
      writeFileSync(join(home.path, 'thesis.txt'), 'years of work');
      clearHome(home.path);
      expect(existsSync(join(home.path, 'postgres'))).toBe(false);
      expect(existsSync(join(home.path, 'run.json'))).toBe(false);
      expect(existsSync(join(home.path, 'thesis.txt'))).toBe(true);
    } finally {
      home.remove();
    }
  });

  it("drops the services' schemas in a database of one's own, and nothing else in it", async () => {
    const server = await startTestPostgres();
    const client = new Client({ connectionString: server.url });
    try {
      await client.connect();
      await client.query(
        'CREATE SCHEMA orders; CREATE TABLE orders.events (position bigint); CREATE SCHEMA orders_views; CREATE SCHEMA theirs',
      );
      await clearDatabase(server.url);
      const { rows } = await client.query<{ nspname: string }>(
        `SELECT nspname FROM pg_namespace WHERE nspname IN ('orders', 'orders_views', 'theirs')`,
      );
      expect(rows).toEqual([{ nspname: 'theirs' }]);
    } finally {
      await client.end();
      await server.stop();
    }
  });

  it("deletes the services' streams in a broker of one's own, and nothing else in it", async () => {
    const server = await startTestNats();
    const nats = await connect({ servers: server.url });
    try {
      const manager = await jetstreamManager(nats);
      await manager.streams.add({ name: 'ORDERS', subjects: ['evt.orders.>'] });
      await manager.streams.add({ name: 'THEIRS', subjects: ['theirs'] });
      await clearStreams(server.url);
      expect(await manager.streams.names().next()).toEqual(['THEIRS']);
    } finally {
      await nats.close();
      await server.stop();
    }
  });
});
