import { MUTATIONS } from '../mutations/all';
import { describeFault } from '../schedule/planned-fault';
import { holds, isAsItMustBe, type Report, type ReportedFault } from './report';

const SHOWN_VIOLATIONS = 10;
const SHOWN_GAPS = 5;

/** The report for people. */
export function reportText(report: Report): string {
  const { options, invariants, stuck } = report;
  return [
    `chaos: seed ${options.seed}, ${options.minutes} min, ${options.instances} instances of each service${
      options.cluster ? ', three brokers' : ''
    }${without(report)}`,
    '',
    ...faultLines(report),
    '',
    ...orderLines(report),
    '',
    ...invariants.flatMap(({ name, checked, violations }) => [
      `${violations.length === 0 ? 'holds   ' : 'VIOLATED'}  ${checked.toLocaleString('en').padStart(8)}  ${name}`,
      ...violations.slice(0, SHOWN_VIOLATIONS).map((violation) => `            - ${violation}`),
      ...(violations.length > SHOWN_VIOLATIONS ? [`            … ${violations.length} in all`] : []),
    ]),
    ...stuck.map((what) => `VIOLATED  did not come to its end: ${what}`),
    '',
    conclusion(report),
  ].join('\n');
}

function without({ options: { mutation } }: Report): string {
  return mutation === null ? '' : `, without ${MUTATIONS[mutation].without}`;
}

function conclusion(report: Report): string {
  const { options, faults, book } = report;
  const { seed, mutation } = options;
  if (mutation !== null) {
    if (isAsItMustBe(report)) return `found out, as it must be${without(report)}`;
    return `NOT FOUND OUT: ${holds(report) ? 'everything holds' : 'only something else is wrong'}${without(report)}`;
  }
  return holds(report)
    ? `nothing was lost: ${faults.length} faults, ${book.acknowledged.length} orders`
    : `VIOLATED; run it again with --seed ${seed}`;
}

function faultLines({ faults, beganAt }: Report): string[] {
  return ['   at    ready again  fault', ...faults.map((fault) => faultLine(fault, beganAt))];
}

/** Recovery counts from the fault's end: a process that is paused for 8 s is not to blame for those. */
function faultLine({ scheduled, beganAt, recoveredMs, note }: ReportedFault, start: number): string {
  const recovered = recoveredMs === null ? 'never' : seconds(recoveredMs);
  const text = describeFault(scheduled.fault);
  return `${seconds(beganAt - start).padStart(7)}  ${recovered.padStart(11)}  ${text}${note === null ? '' : ` (${note})`}`;
}

function orderLines({ book, beganAt, loadEndedAt }: Report): string[] {
  const waits = book.acknowledged.map(({ askedAt, acknowledgedAt }) => acknowledgedAt - askedAt).sort((a, b) => a - b);
  const at = (share: number): string => seconds(waits[Math.floor(share * (waits.length - 1))] ?? 0);
  const tries = book.acknowledged.reduce((sum, order) => sum + order.tries, 0);
  const queued = book.acknowledged.filter(({ status }) => status === 202).length;
  const gaps = book.gaps(beganAt, loadEndedAt).slice(0, SHOWN_GAPS);
  return [
    `${book.asked} orders were asked for in ${tries} tries, ${book.acknowledged.length} acknowledged, ${queued} of them queued; ` +
      `${book.cancelled.size} cancellations`,
    `acknowledged after ${at(0.5)} (half of them), ${at(0.95)} (95 %), ${at(1)} (all)`,
    `longest times without an acknowledgement: ${gaps.map(seconds).join(', ')}`,
  ];
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
