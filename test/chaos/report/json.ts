import { holds, type Report } from './report';

/** The report for programs. Times are ISO 8601, lengths milliseconds. */
export function reportJson(report: Report): object {
  const { options, beganAt, loadEndedAt, faults, book, stuck, invariants } = report;
  const { seed, minutes, instances, cluster, perSecond, kinds, mutation } = options;
  const at = (time: number): string => new Date(time).toISOString();
  return {
    ok: holds(report),
    seed,
    minutes,
    instances,
    cluster,
    perSecond,
    kinds,
    mutation,
    from: at(beganAt),
    to: at(loadEndedAt),
    faults: faults.map(({ scheduled, text, beganAt: from, endedAt: to, recoveredMs, note }) => ({
      ...scheduled.fault,
      text,
      from: at(from),
      to: at(to),
      recoveredMs,
      note,
    })),
    orders: {
      asked: book.asked,
      acknowledged: book.acknowledged.length,
      queued: book.acknowledged.filter(({ status }) => status === 202).length,
      tries: book.acknowledged.reduce((sum, { tries }) => sum + tries, 0),
      cancellations: book.cancelled.size,
      gapsMs: book.gaps(beganAt, loadEndedAt).slice(0, 10),
    },
    stuck,
    invariants,
  };
}
