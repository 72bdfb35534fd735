import { setTimeout as sleep } from 'node:timers/promises';
import type { Inject } from './fault';

/** How long somebody needs to notice that it has gone. Sometimes less than its children need to stop. */
const NOTICED_MS = { least: 100, most: 3_000 };

export const killLauncher: Inject<'kill-launcher'> = async (_fault, { system, random }) => {
  await system.killLauncher();
  await sleep(random.between(NOTICED_MS.least, NOTICED_MS.most));
  await system.start();
};
