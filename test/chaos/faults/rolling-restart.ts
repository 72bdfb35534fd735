import { eventually } from '@windrose/testing';
import { appOf } from '../system/app-of';
import { isReady } from '../system/readiness';
import type { Inject } from './fault';

/** As long as a deployment would wait for an instance before it goes on with the next. */
const PATIENCE = { timeoutMs: 20_000, intervalMs: 100 };

export const rollingRestart: Inject<'rolling-restart'> = async ({ service }, { system, explanations }) => {
  const instances = Object.keys(system.run.processes).filter((name) => appOf(name) === service);
  for (const name of instances) {
    await system.untilListed(name);
    explanations.weEnded(name);
    const before = system.signal(name, 'SIGTERM');
    const isBack = async (): Promise<void> => {
      const pid = system.pid(name);
      if (pid !== undefined && pid !== before && (await isReady(system.run.processes[name]!))) return;
      throw new Error(`${name} is not back`);
    };
    await eventually(isBack, PATIENCE).catch(() => undefined);
  }
};
