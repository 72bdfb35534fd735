import { cp, rename, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { sendSignal } from '@windrose/servers';
import type { Inject } from './fault';

/** As when the volume of a machine that was lost is restored from its last snapshot. */
export const rollBack: Inject<'roll-back'> = async ({ ms }, { system, explanations }) => {
  const { natsDir } = system.run;
  const [copy, lost] = [`${natsDir}.copy`, `${natsDir}.lost`];
  await snapshot();
  await sleep(ms);
  // The running server goes on with the files that it has open, which nobody will ever see again.
  await rename(natsDir, lost).catch(() => undefined);
  await rename(copy, natsDir);
  explanations.weEnded('nats');
  system.signal('nats', 'SIGKILL');
  await rm(lost, { recursive: true, force: true });

  /** Without the server writing meanwhile: a snapshot has one moment. */
  async function snapshot(): Promise<void> {
    const pid = system.signal('nats', 'SIGSTOP');
    try {
      await rm(copy, { recursive: true, force: true });
      await cp(natsDir, copy, { recursive: true, preserveTimestamps: true });
    } finally {
      if (pid !== undefined) sendSignal(pid, 'SIGCONT');
    }
  }
};
