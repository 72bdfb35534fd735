import { SERVICES, streamNameOf } from '@windrose/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import { mirrorsEqual } from '../invariants/mirrors';
import { withBroker } from '../system/broker';
import { replacing, WITHOUT_DELETE_GUARD } from '../system/rewriting';
import type { System } from '../system/system';
import type { Mutation } from './mutation';

const RELAYED = ['orders', 'inventory', 'payments', 'shipping'] as const;
const FORGET_EVERY_MS = 400;
/** The least that the broker takes, in nanoseconds. */
const SHORT_WINDOW = 100_000_000;

/** The broker doesn't know the header by this name. */
const withoutExpectation = replacing(
  'Nats-Expected-Last-Sequence',
  /Nats-Expected-Last-Sequence/g,
  () => 'Gone-Expected-Last-Sequence',
);

/**
 * Messages that come late, from a connection that their relay has long given up. The broker's memory of ids would stop
 * them for two minutes, so it forgets them at once: what comes later than that has only the sequence check against it.
 */
export const sequenceCheck: Mutation = {
  without: 'the sequence check of mirrors',
  breaks: [mirrorsEqual],
  faults: RELAYED.map((service) => ({ kind: 'cut', service, from: 'broker', how: 'late', ms: 2_500 })),
  places: SERVICES.map((service) => ({ service, server: 'broker' })),
  async apply(system) {
    for (const service of SERVICES) {
      system.proxies.between(service, 'broker').rewriting({
        ...WITHOUT_DELETE_GUARD,
        toServer: (bytes) => withoutExpectation(WITHOUT_DELETE_GUARD.toServer(bytes)),
      });
    }
    const stopping = new AbortController();
    const forgetting = forget(system, stopping.signal);
    return async () => {
      stopping.abort();
      await forgetting;
    };
  },
};

/** Again and again, because owners declare their streams anew. */
async function forget(system: System, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await withBroker(system.run, async ({ streams }) => {
      for (const service of SERVICES) {
        await streams.streams.update(streamNameOf(service), { duplicate_window: SHORT_WINDOW });
      }
    }).catch(() => undefined);
    await sleep(FORGET_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
