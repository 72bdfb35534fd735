import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { anyNode } from '../system/broker-nodes';
import type { Inject } from './fault';

export const deleteStore: Inject<'delete-store'> = async ({ killAfterMs }, { system, random, explanations }) => {
  const { name, directory } = anyNode(system.run, random);
  // The broker may write into it meanwhile.
  await rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 5 });
  if (killAfterMs === null) return name;
  await sleep(killAfterMs);
  explanations.weEnded(name);
  system.signal(name, 'SIGKILL');
  return name;
};
