import { setTimeout as sleep } from 'node:timers/promises';
import { appOf } from '../system/app-of';
import { isReady } from '../system/readiness';
import type { Inject } from './fault';

const POLL_MS = 100;
/** As long as a deployment would wait for an instance before it goes on with the next. */
const PATIENCE_MS = 20_000;

export const rollingRestart: Inject<'rolling-restart'> = async ({ service }, { system, explanations }) => {
  const instances = Object.keys(system.run.processes).filter((name) => appOf(name) === service);
  for (const name of instances) {
    explanations.weEnded(name);
    const before = system.signal(name, 'SIGTERM');
    const deadline = Date.now() + PATIENCE_MS;
    while (Date.now() < deadline) {
      await sleep(POLL_MS);
      const pid = system.pid(name);
      if (pid !== undefined && pid !== before && (await isReady(system.run.processes[name]!))) break;
    }
  }
};
