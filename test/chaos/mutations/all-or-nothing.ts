import { moneyAgrees } from '../invariants/money';
import { ordersExistOnce } from '../invariants/orders';
import { stockAgreesWithOrders } from '../invariants/stock';
import { rewriteAppend } from './append-function';
import type { Mutation } from './mutation';

const FAILS = 'atom_status[atom] := bad;';

/** A consumer's cursor moves on although what it had decided conflicts with what somebody else wrote meanwhile. */
export const allOrNothing: Mutation = {
  without: "the group's all or nothing",
  breaks: [ordersExistOnce, moneyAgrees, stockAgreesWithOrders],
  faults: [
    { kind: 'cut', service: 'orders', from: 'database', how: 'late', ms: 500 },
    { kind: 'rolling-restart', service: 'orders' },
    { kind: 'cut', service: 'inventory', from: 'database', how: 'late', ms: 500 },
  ],
  async apply(system) {
    const keepsCursors = 'bad <> 4 and cursor_atom is not null and atom = any (cursor_atom)';
    await rewriteAppend(system, FAILS, `atom_status[atom] := case when ${keepsCursors} then 0 else bad end;`);
    return () => Promise.resolve();
  },
};
