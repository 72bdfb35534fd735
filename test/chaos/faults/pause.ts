import { sendSignal } from '@windrose/servers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Inject } from './fault';

export const pause: Inject<'pause'> = async ({ process, ms }, { system }) => {
  const pid = system.signal(process, 'SIGSTOP');
  if (pid === undefined) return 'it was not running';
  await sleep(ms);
  await system.untilListed(process);
  // It may have been killed meanwhile, and its name may belong to another one.
  if (system.pid(process) === pid) sendSignal(pid, 'SIGCONT');
  return undefined;
};
