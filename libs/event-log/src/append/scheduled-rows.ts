import { printable } from '../columns';
import type { Unit } from '../unit';

/** A timer or job to set (with a kind) or to clear (without), as the append function takes it. */
export interface ScheduledRow {
  readonly id: string;
  readonly kind: string | null;
  readonly key: string | null;
  readonly ms: number;
  readonly data: string | null;
  readonly meta: string | null;
  /** What must still be so if it is to be cleared: when the timer was due, or who had claimed the job. */
  readonly guard: string | null;
}

type Print = (what: string, data: unknown) => string;

const NONE: readonly never[] = [];

/** Setting comes last, so that within a unit it wins over clearing. */
export function timerRows(unit: Unit, lastEventId: string | undefined, print: Print): readonly ScheduledRow[] {
  const { setTimers = NONE, clearTimers = NONE, fireTimers = NONE } = unit;
  if (setTimers.length + clearTimers.length + fireTimers.length === 0) return NONE;
  return [
    ...clearTimers.map((id) => cleared(id)),
    ...fireTimers.map(({ id, dueAt }) => cleared(id, dueAt)),
    ...setTimers.map(({ id, kind, key, dueInMs, data }) => ({
      id,
      kind,
      key,
      ms: Math.round(dueInMs),
      data: print('a timer', data),
      meta: metaOf(unit, lastEventId, print),
      guard: null,
    })),
  ];
}

/** Completing comes last, so that a job which is concluded is gone even if the same unit adds it again. */
export function jobRows(unit: Unit, lastEventId: string | undefined, print: Print): readonly ScheduledRow[] {
  const { addJobs = NONE, completeJobs = NONE, concludeJobs = NONE, buryJobs = NONE } = unit;
  if (addJobs.length + completeJobs.length + concludeJobs.length + buryJobs.length === 0) return NONE;
  return [
    ...addJobs.map(({ id, kind, key, runInMs = 0, data }) => ({
      id,
      kind,
      key,
      ms: Math.round(runInMs),
      data: print('a job', data),
      meta: metaOf(unit, lastEventId, print),
      guard: null,
    })),
    ...completeJobs.map((id) => cleared(id)),
    ...concludeJobs.map(({ id, worker, attempt }) => cleared(id, `${attempt}/${worker}`)),
    ...buryJobs.map(({ id, worker, attempt, reason }) => cleared(id, `${attempt}/${worker}`, printable(reason))),
  ];
}

function cleared(id: string, guard: string | null = null, data: string | null = null): ScheduledRow {
  return { id, kind: null, key: null, ms: 0, data, meta: null, guard };
}

/** What a timer or job leads to was caused by the last event of the unit that set it. */
function metaOf({ meta }: Unit, lastEventId: string | undefined, print: Print): string {
  return print('meta', meta && { ...meta, causationId: lastEventId ?? meta.causationId });
}
