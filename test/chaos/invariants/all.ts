import { messageOf } from '@windrose/platform';
import { copiesCurrent } from './copies';
import { consumersCaughtUp } from './consumers';
import { cursorsForward } from './cursors';
import { effectsOnceInOrder } from './effects';
import { runWasFair } from './fairness';
import type { Evidence, Finding, Invariant } from './invariant';
import { logsDense } from './logs';
import { mirrorsEqual } from './mirrors';
import { moneyAgrees, noOrphanMoney } from './money';
import { everybodyAnswered, noOrderUnasked, ordersExistOnce } from './orders';
import { nothingParked, projectionsFold } from './projections';
import { sameAnswerAgain } from './repeats';
import { stockAgreesWithOrders, stockConserved } from './stock';
import { stockToldOnce } from './stock-notices';
import { nobodyDiedAlone } from './survival';

/** What must hold after a campaign, whatever happened in it. */
export const INVARIANTS: readonly Invariant[] = [
  everybodyAnswered,
  ordersExistOnce,
  noOrderUnasked,
  sameAnswerAgain,
  logsDense,
  mirrorsEqual,
  copiesCurrent,
  consumersCaughtUp,
  cursorsForward,
  effectsOnceInOrder,
  moneyAgrees,
  noOrphanMoney,
  stockConserved,
  stockAgreesWithOrders,
  stockToldOnce,
  projectionsFold,
  nothingParked,
  nobodyDiedAlone,
  runWasFair,
];

export interface Judged extends Finding {
  readonly name: string;
}

/** One after the other: what they ask shares the machine with what they judge. */
export async function judge(evidence: Evidence, onNext: (name: string) => void): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const invariant of INVARIANTS) {
    const { name } = invariant;
    onNext(name);
    // What can't be checked isn't true.
    const finding = await invariant.check(evidence).catch((error: unknown) => ({
      checked: 0,
      violations: [`could not be checked: ${messageOf(error)}`],
    }));
    judged.push({ name, ...finding });
  }
  return judged;
}
