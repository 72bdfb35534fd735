import { join } from 'node:path';
import { signingKey, signingKeyFiles, textFrom, type SigningKeyFiles } from '@windrose/platform';
import { operatorFrom, type Surroundings } from './app-environment';
import { startBroker } from './broker-server';
import { startDatabase, type DatabaseServer } from './database-server';
import { loadDemoData } from './demo-data';
import type { Job } from './job';
import { keepTrying } from './keep-trying';
import { migrate, migrationsOf } from './migrations';
import { passwordsIn } from './passwords';
import { startApps, startProvider } from './our-programs';
import { makeRoom } from './make-room';
import { allReady } from './readiness';
import { reachable } from './settings';

/** From nothing to everything ready, step by step. Returns the edge's address. */
export async function bringUp(job: Job): Promise<string> {
  const { host, settings, options, plan, board } = job;
  const { stop } = host;
  await makeRoom(job);
  stop.throwIfAborted();

  const passwords = passwordsIn(settings.home);
  const webhookSecret = textFrom(host.env, 'PAYMENT_WEBHOOK_SECRET') ?? passwords.webhooks.provider;
  const providerUrl = settings.providerUrl ?? `http://${reachable(settings.host)}:${plan.providerPort}`;
  const [database, broker, keys] = await Promise.all([
    startDatabase(job, passwords),
    startBroker(job, passwords),
    signingKeys(job),
    startProvider(job, providerUrl, webhookSecret),
  ]);
  stop.throwIfAborted();
  await host.step('schemas are up to date', () => migrateAll(job, database));

  const edge = `http://${reachable(settings.host)}:${settings.port}`;
  board.publish({
    launcher: process.pid,
    edge,
    grpc: null, // the edge serves none yet
    natsUrl: broker.nodes[0].url,
    natsNodes: broker.nodes.map(({ url, storeDirectory }) => ({ url, directory: storeDirectory })),
    databaseUrl: database.url,
    providerUrl,
    natsDir: broker.nodes[0].storeDirectory,
    postgresDir: database.dataDirectory,
    natsAdmin: broker.admin,
  });
  const operator = options.demo ? operatorFrom(host.env) : undefined;
  const around: Surroundings = {
    home: settings.home,
    host: settings.host,
    databaseUrlOf: (app) => database.urlOf(app),
    natsUrlOf: (app) => broker.urlOf(app),
    mirrorReplicas: settings.mirrorReplicas,
    providerUrl,
    keys,
    webhookSecret,
    operator,
  };
  await host.step(`${plan.apps.length} apps are ready`, async () =>
    allReady(await startApps(job, around), { stop, say: (line) => host.say(line) }),
  );
  if (operator) {
    await host.step(
      (created) => (created > 0 ? `demo data loaded` : `demo data is there`),
      () => loadDemoData(edge, operator, { stop, say: (line) => host.say(line) }),
    );
  }
  return edge;
}

/** The pair that signs access tokens. On a developer's machine it is made here, whatever NODE_ENV says. */
async function signingKeys({ settings, host }: Job): Promise<SigningKeyFiles> {
  const files = signingKeyFiles(settings.home, host.env);
  const given = textFrom(host.env, 'JWT_PRIVATE_KEY_FILE') !== undefined;
  await signingKey({ ...files, mayCreate: !given });
  return files;
}

async function migrateAll({ host, settings }: Job, database: DatabaseServer): Promise<void> {
  const options = {
    root: host.root,
    env: host.env,
    logFile: join(settings.home, 'logs', 'migrate.log'),
    stop: host.stop,
  };
  const migrations = migrationsOf(
    database.ownersUrl,
    (service) => settings.appDatabaseUrls[service] ?? database.urlOf(service),
  );
  for (const migration of migrations) await keepTrying(() => migrate(migration, options), host.stop);
}
