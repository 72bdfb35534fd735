import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { clearDatabase, clearHome, clearStreams } from './clear';
import { embeddedPostgres } from './database-server';
import { endBrokerLeftovers } from './embedded-broker';
import { checkPorts } from './free-ports';
import type { Job } from './job';
import { endLeftovers } from './leftovers';
import { portsOf } from './plan';

/**
 * Ends what a killed launcher left running, then sees that nobody else has our ports, and only then deletes what
 * `--fresh` is to delete.
 */
export async function makeRoom({ host, options, settings, plan, board }: Job): Promise<void> {
  const { home } = settings;
  await endLeftovers(home);
  if (existsSync(join(home, 'postgres'))) await embeddedPostgres(home).endLeftovers();
  await endBrokerLeftovers(home);
  board.remove();
  await checkPorts(portsOf(plan), settings.host);
  if (!options.fresh) return;
  await host.step('earlier data deleted', async () => {
    clearHome(home);
    const databases = Object.values({
      shared: settings.migrationDatabaseUrl ?? settings.databaseUrl,
      ...settings.appDatabaseUrls,
    });
    for (const url of new Set(databases)) if (url !== undefined) await clearDatabase(url);
    if (settings.natsUrl !== undefined) await clearStreams(settings.natsUrl);
  });
}
