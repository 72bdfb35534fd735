import { cursorsForward } from '../invariants/cursors';
import { effectsOnceInOrder } from '../invariants/effects';
import type { PlannedFault } from '../schedule/planned-fault';
import { rewriteAppend } from './append-function';
import type { Mutation } from './mutation';

const CHECK = 'where l.position is distinct from c.f or l.epoch is distinct from c.e';

/** Later than the next wave: by then the cursor has gone on. */
const LATE_MS = 4_500;
const late = (service: 'notifications' | 'orders' | 'payments'): PlannedFault => ({
  kind: 'cut',
  service,
  from: 'database',
  how: 'late',
  ms: LATE_MS,
});

/**
 * A process that was paused or whose call comes late writes on from where it believes to be. What such a call would append
 * is refused by its streams' versions all the same; what it does to cursors shows where that is all that it does. That is
 * what consumers store in a rest.
 */
export const cursorCheck: Mutation = {
  without: 'the compare-and-set of cursors',
  breaks: [cursorsForward, effectsOnceInOrder],
  faults: [
    late('notifications'),
    late('orders'),
    { kind: 'pause', process: 'inventory', ms: 7_000 },
    late('payments'),
    { kind: 'pause', process: 'orders#2', ms: 7_000 },
  ],
  pace: { orderMs: 1_500, restMs: 2_500 },
  async apply(system) {
    await rewriteAppend(system, CHECK, 'where false');
    return () => Promise.resolve();
  },
};
