import { join } from 'node:path';
import { environmentOf, passedOn, type Surroundings } from './app-environment';
import type { Job } from './job';
import { markOf } from './leftovers';
import { watchLiveness } from './liveness';
import { NodeProgram } from './node-program';
import type { PlannedApp } from './plan';
import type { Awaited } from './readiness';
import { reachable } from './settings';

/** The edge may finish the calls it has; nobody waits for the others, but what they began is better ended than repeated. */
const EDGE_STOP_MS = 4_000;
const APP_STOP_MS = 6_000;
const PROVIDER_STOP_MS = 1_500;

/** @param webhookSecret what it signs its notices to the first edge with */
export async function startProvider(
  { host, settings, plan, system, board }: Job,
  url: string,
  webhookSecret: string,
): Promise<void> {
  if (plan.providerPort === undefined) return;
  const { home } = settings;
  const program = new NodeProgram({
    main: join(host.root, 'dist', 'tools', 'provider', 'main.js'),
    args: ['provider', markOf(home)],
    env: {
      ...passedOn(host.env),
      HOST: settings.host,
      PORT: String(plan.providerPort),
      DATA_DIR: join(home, 'provider'),
      PAYMENT_WEBHOOK_URL: `http://${reachable(settings.host)}:${settings.port}/v1/webhooks/payment-provider`,
      PAYMENT_WEBHOOK_SECRET: webhookSecret,
    },
    logFile: logFileOf(home, 'provider'),
    stopSteps: [
      ['SIGTERM', PROVIDER_STOP_MS],
      ['SIGKILL', 500],
    ],
  });
  board.announce('provider', { adminUrl: url });
  const process = await system.start('provider', 'provider', program);
  void watchLiveness(process, url, host.stop, { say: (line) => host.say(line) });
}

/** Starts every app at once and returns what to wait for. */
export async function startApps(job: Job, around: Surroundings): Promise<Awaited[]> {
  return Promise.all(job.plan.apps.map((planned) => startApp(planned, job, around)));
}

async function startApp(
  planned: PlannedApp,
  { host, settings, system, board }: Job,
  around: Surroundings,
): Promise<Awaited> {
  const { name, app, edge } = planned;
  const at = reachable(settings.host);
  const adminUrl = `http://${at}:${planned.adminPort}`;
  const logFile = logFileOf(settings.home, name);
  const program = new NodeProgram({
    main: join(host.root, 'dist', 'apps', app, 'src', 'main.js'),
    args: [name, markOf(settings.home)],
    env: environmentOf(planned, around, host.env),
    logFile,
    stopSteps: [
      ['SIGTERM', app === 'edge' ? EDGE_STOP_MS : APP_STOP_MS],
      ['SIGKILL', 500],
    ],
  });
  board.announce(name, { adminUrl, ...(edge ? { url: `http://${at}:${edge.port}` } : {}) });
  const process = await system.start(app === 'edge' ? 'edge' : 'apps', name, program);
  void watchLiveness(process, adminUrl, host.stop, { say: (line) => host.say(line) });
  return { process, adminUrl, logFile };
}

function logFileOf(home: string, name: string): string {
  return join(home, 'logs', `${name}.log`);
}
