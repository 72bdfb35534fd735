import { once } from 'node:events';
import { reservePorts } from '@windrose/servers';
import { bringUp } from './bring-up';
import { claimHome } from './home';
import type { Host } from './host';
import type { Job } from './job';
import { launcherOptions } from './options';
import { planOf, portsOf } from './plan';
import { RunBoard } from './run-board';
import { reachable, settingsFrom } from './settings';
import { System } from './system';

/**
 * Starts the whole system, keeps it running until it is asked to stop, and stops it.
 * @returns the exit code: 0 after a stop that was asked for
 * @throws Error when it can't be started; everything that ran by then has been stopped
 */
export async function launch(host: Host): Promise<number> {
  const options = launcherOptions(host.argv);
  const settings = settingsFrom(host.env, host.root);
  const plan = planOf(settings);
  // A plan that can't work is refused before anything is touched; what the servers choose is none of its ports.
  reservePorts(portsOf(plan).map(({ port }) => port));
  const release = claimHome(settings.home, host);
  const board = new RunBoard(settings.home, (line) => host.say(line));
  const system = new System(
    (line) => host.say(line),
    (name, pid) => board.started(name, pid),
  );
  const job: Job = { host, options, settings, plan, system, board };
  try {
    const stopped = whenAborted(host.stop);
    const edge = await Promise.race([bringUp(job), stopped]);
    if (edge !== undefined) {
      printAddresses(job);
      host.say(`windrose is ready: http://${reachable(settings.host)}:${settings.port}`);
      await stopped;
    }
    return 0;
  } catch (error) {
    if (!host.stop.aborted) throw error;
    return 0; // what failed, failed because of the stop
  } finally {
    if (host.stop.aborted) host.say(`stopping (${String(host.stop.reason)}) …`);
    await host.step('everything has stopped', () => system.stop());
    board.remove();
    release();
  }
}

async function whenAborted(signal: AbortSignal): Promise<undefined> {
  if (!signal.aborted) await once(signal, 'abort');
  return undefined;
}

function printAddresses({ host, settings, plan }: Job): void {
  const at = `http://${reachable(settings.host)}`;
  host.say('');
  for (const { name, adminPort, edge } of plan.apps) {
    const address = edge ? `${at}:${edge.port}   (documentation at /docs)` : `${at}:${adminPort}/readyz`;
    host.say(`  ${name.padEnd(16)} ${address}`);
  }
  if (plan.providerPort !== undefined) host.say(`  ${'provider'.padEnd(16)} ${at}:${plan.providerPort}`);
  host.say(`  ${'data and logs'.padEnd(16)} ${settings.home}`);
  host.say('');
}
