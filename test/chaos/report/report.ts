import type { Judged } from '../invariants/all';
import type { OrderBook } from '../load/order-book';
import { MUTATIONS } from '../mutations/all';
import type { CampaignOptions } from '../options';
import type { Mutation } from '../mutations/mutation';
import type { Happened } from '../storm';

export interface ReportedFault extends Happened {
  /** Milliseconds from its end until everything that it concerned was ready; null when it never was. */
  readonly recoveredMs: number | null;
}

/** What came of a campaign. Times are Unix milliseconds. */
export interface Report {
  readonly options: CampaignOptions;
  readonly beganAt: number;
  readonly loadEndedAt: number;
  readonly faults: readonly ReportedFault[];
  readonly book: OrderBook;
  /** What did not come to an end in its time. */
  readonly stuck: readonly string[];
  readonly invariants: readonly Judged[];
}

export function holds({ stuck, invariants }: Report): boolean {
  return stuck.length === 0 && invariants.every(({ violations }) => violations.length === 0);
}

/** Whether it came out as it must: everything holds, or what was taken out is missed. */
export function isAsItMustBe(report: Report): boolean {
  const { mutation } = report.options;
  return mutation === null ? holds(report) : isMissed(MUTATIONS[mutation], report);
}

function isMissed({ breaks }: Mutation, { invariants }: Report): boolean {
  const names = new Set(breaks.map(({ name }) => name));
  return invariants.some(({ name, violations }) => names.has(name) && violations.length > 0);
}
