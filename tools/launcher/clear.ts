import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { SERVICES, streamNameOf } from '@windrose/contracts';
import { viewsSchemaOf } from '@windrose/event-log';
import { connectNats } from '@windrose/jetstream';
import { createLogger, messageOf } from '@windrose/platform';
import { Client, escapeIdentifier } from 'pg';
import { BROKER_DIRECTORIES } from './embedded-broker';

/** What starts leave in WINDROSE_HOME. The directory may be somebody's own, so nothing else in it is touched. */
const LEFT_BEHIND = ['postgres', ...BROKER_DIRECTORIES, 'provider', 'keys', 'logs', 'run.json'];

export function clearHome(home: string): void {
  for (const entry of LEFT_BEHIND) rmSync(join(home, entry), { recursive: true, force: true });
}

/** Drops the services' schemas in a database server that isn't ours. */
export async function clearDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url, application_name: 'windrose --fresh', statement_timeout: 0 });
  await client.connect();
  try {
    for (const service of SERVICES) {
      await client.query(`DROP SCHEMA IF EXISTS ${escapeIdentifier(service)}, ${viewsSchemaOf(service)} CASCADE`);
    }
  } finally {
    await client.end();
  }
}

/** Deletes the services' streams in a broker that isn't ours: they mirror logs that are gone. */
export async function clearStreams(url: string): Promise<void> {
  const broker = await connectNats({
    url,
    name: 'windrose --fresh',
    logger: createLogger('launcher', { LOG_LEVEL: 'silent' }),
  });
  try {
    const manager = await jetstreamManager(broker.nats);
    for (const service of SERVICES) {
      await manager.streams.delete(streamNameOf(service)).catch((error: unknown) => {
        if (!messageOf(error).includes('stream not found')) throw error;
      });
    }
  } finally {
    await broker.close();
  }
}
