import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Inject } from './fault';

export const deleteStore: Inject<'delete-store'> = async ({ killAfterMs }, { system, explanations }) => {
  // The broker may write into it meanwhile.
  await rm(system.run.natsDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 5 });
  if (killAfterMs === null) return;
  await sleep(killAfterMs);
  explanations.weEnded('nats');
  system.signal('nats', 'SIGKILL');
};
