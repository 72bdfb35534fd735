import { rename, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { anyNode } from '../system/broker-nodes';
import type { Inject } from './fault';

export const deleteStore: Inject<'delete-store'> = async ({ killAfterMs }, { system, random, explanations }) => {
  const { name, directory } = anyNode(system.run, random);
  // Out of its way first: where the broker goes on writing, removing it bit by bit may take minutes.
  const lost = `${directory}.lost`;
  await rename(directory, lost);
  await rm(lost, { recursive: true, force: true });
  if (killAfterMs === null) return name;
  await sleep(killAfterMs);
  await system.untilListed(name);
  explanations.weEnded(name);
  system.signal(name, 'SIGKILL');
  return name;
};
