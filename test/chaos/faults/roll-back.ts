import { cp, rename, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { sendSignal } from '@windrose/servers';
import { anyNode } from '../system/broker-nodes';
import type { Inject } from './fault';

/** As when the volume of a machine that was lost is restored from its last snapshot. */
export const rollBack: Inject<'roll-back'> = async ({ ms }, { system, random, explanations }) => {
  const { name, directory } = anyNode(system.run, random);
  const [copy, lost] = [`${directory}.copy`, `${directory}.lost`];
  await snapshot();
  await sleep(ms);
  await system.untilListed(name);
  // The running server goes on with the files that it has open, which nobody will ever see again.
  await rename(directory, lost).catch(() => undefined);
  await rename(copy, directory);
  explanations.weEnded(name);
  system.signal(name, 'SIGKILL');
  await rm(lost, { recursive: true, force: true });
  return name;

  /** Without the server writing meanwhile: a snapshot has one moment. */
  async function snapshot(): Promise<void> {
    const pid = system.signal(name, 'SIGSTOP');
    try {
      await rm(copy, { recursive: true, force: true });
      await cp(directory, copy, { recursive: true, preserveTimestamps: true });
    } finally {
      if (pid !== undefined) sendSignal(pid, 'SIGCONT');
    }
  }
};
