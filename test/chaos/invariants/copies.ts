import { SERVICES, streamNameOf } from '@windrose/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import { withBroker, type Broker } from '../system/broker';
import type { Invariant } from './invariant';

const POLL_MS = 500;
/** A server that was away the longest has to be brought up to the others' state. */
const PATIENCE_MS = 60_000;

/** What the leader alone has would be lost with it. */
export const copiesCurrent: Invariant = {
  name: 'every server of the broker has a copy of every mirror, up to the last message',
  async check({ system }) {
    const deadline = Date.now() + PATIENCE_MS;
    const wanted = system.run.natsNodes.length;
    for (;;) {
      const violations = await withBroker(system.run, (broker) => behind(broker, wanted));
      if (violations.length === 0 || Date.now() > deadline) return { checked: SERVICES.length * wanted, violations };
      await sleep(POLL_MS);
    }
  },
};

async function behind({ streams }: Broker, wanted: number): Promise<string[]> {
  const found: string[] = [];
  for (const stream of SERVICES.map(streamNameOf)) {
    const { config, cluster } = await streams.streams.info(stream);
    const others = cluster?.replicas ?? [];
    if (config.num_replicas !== wanted || others.length !== wanted - 1)
      found.push(`${stream} has ${others.length + 1} of ${config.num_replicas} copies, instead of ${wanted}`);
    for (const { name, current, offline, lag } of others) {
      if (!current || offline) found.push(`${stream} on ${name} is ${offline ? 'away' : `${lag ?? 0} behind`}`);
    }
  }
  return found;
}
