import { rewriteAppend } from './append-function';
import type { Mutation } from './mutation';

const CHECK = 'where l.position is distinct from c.f or l.epoch is distinct from c.e';

/** A process that was paused or whose call comes late writes on from where it believes to be. */
export const cursorCheck: Mutation = {
  without: 'the compare-and-set of cursors',
  faults: [
    { kind: 'pause', process: 'inventory', ms: 7_000 },
    { kind: 'cut', service: 'orders', from: 'database', how: 'late', ms: 1_500 },
    { kind: 'pause', process: 'notifications', ms: 7_000 },
    { kind: 'cut', service: 'shipping', from: 'database', how: 'late', ms: 1_500 },
    { kind: 'pause', process: 'orders#2', ms: 7_000 },
    { kind: 'cut', service: 'notifications', from: 'database', how: 'late', ms: 1_500 },
  ],
  async apply(system) {
    await rewriteAppend(system, CHECK, 'where false');
    return () => Promise.resolve();
  },
};
