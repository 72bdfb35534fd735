import { setTimeout as sleep } from 'node:timers/promises';
import { replacing, WITHOUT_DELETE_GUARD } from '../system/rewriting';
import type { Inject } from './fault';

/** JSON takes spaces after a number. */
export const fromTheFirst = replacing(
  '"opt_start_seq":',
  /("opt_start_seq":)(\d+)/g,
  (_all, field, sequence) => `${field}${'1'.padEnd(sequence.length)}`,
);

/** Whatever position the service's consumers ask the broker to start from, they get everything from the first. */
export const duplicates: Inject<'duplicates'> = async ({ service, ms }, { system }) => {
  const proxy = system.proxies.between(service, 'broker');
  proxy.rewriting({ ...WITHOUT_DELETE_GUARD, toServer: (bytes) => fromTheFirst(WITHOUT_DELETE_GUARD.toServer(bytes)) });
  await sleep(ms);
  proxy.rewriting(WITHOUT_DELETE_GUARD);
};
