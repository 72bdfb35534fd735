import { mirrorStateText } from '../mirror-state';
import { nameOf, whatOf } from '../parked-entries';
import { count } from '../progress-bar';
import type { Style } from '../style';
import { printable, table, type Column } from '../table';
import { shortTime } from '../times';
import type { ServiceState } from './service-states';
import type { StatusReport } from './status-report';

interface Look {
  readonly width: number | null;
  readonly style: Style;
}

/** The report as people look at it: one table for each question, without those that have nothing to say. */
export function statusScreen(report: StatusReport, look: Look): string {
  const parts = [
    services(report, look),
    logs(report, look),
    consumers(report, look),
    projections(report, look),
    parked(report, look),
  ];
  const problems = report.problems.map((problem) => `${look.style.bad('problem')}  ${printable(problem)}\n`).join('');
  return [...parts, problems].filter((part) => part !== '').join('\n');
}

function services({ services }: StatusReport, look: Look): string {
  const columns: Column[] = [
    { title: 'PROCESS' },
    { title: 'STATE' },
    { title: 'PID', align: 'right' },
    { title: 'ADDRESS', flexible: true },
  ];
  const rows = services.map((one) => [
    one.name,
    stateColour(one, look.style)(one.state),
    one.pid === null ? '' : String(one.pid),
    printable(one.problems.length > 0 ? one.problems.join('; ') : (one.url ?? one.adminUrl ?? '')),
  ]);
  return section(columns, rows, look);
}

function stateColour({ state }: ServiceState, style: Style): (text: string) => string {
  switch (state) {
    case 'ready':
    case 'running':
      return style.good;
    case 'not ready':
      return style.warning;
    case 'unreachable':
    case 'gone':
      return style.bad;
    default:
      return state satisfies never;
  }
}

/** Each log with its mirror: they belong together. */
function logs({ logs, mirrors }: StatusReport, look: Look): string {
  const columns: Column[] = [
    { title: 'LOG' },
    { title: 'HEAD', align: 'right' },
    { title: 'LAST EVENT' },
    { title: 'MIRROR' },
    { title: 'LAG', align: 'right' },
    { title: 'STATE' },
  ];
  const rows = logs.map(({ service, head, lastEventAt }) => {
    const mirror = mirrors.find((each) => each.service === service);
    return [
      service,
      count(head),
      lastEventAt === null ? '-' : shortTime(lastEventAt),
      ...(mirror === undefined
        ? ['?', '?', 'unknown']
        : [mirror.stream, count(mirror.lag), mirrorStateText(mirror.state, look.style)]),
    ];
  });
  const reasons = mirrors.flatMap(({ state, reason }) =>
    reason === null ? [] : [`${mirrorStateText(state, look.style)}  ${printable(reason)}\n`],
  );
  return section(columns, rows, look) + reasons.join('');
}

function consumers({ consumers }: StatusReport, look: Look): string {
  const columns: Column[] = [
    { title: 'CONSUMER' },
    { title: 'SOURCE' },
    { title: 'HANDLED UP TO', align: 'right' },
    { title: 'LAG', align: 'right' },
  ];
  const rows = consumers.map(({ service, group, source, position, lag }) => [
    group === service ? service : `${service}/${group}`,
    source,
    count(position),
    count(lag),
  ]);
  return section(columns, rows, look);
}

function projections({ projections, rebuilds }: StatusReport, look: Look): string {
  const columns: Column[] = [
    { title: 'PROJECTION' },
    { title: 'VERSION', align: 'right' },
    { title: 'POSITION', align: 'right' },
    { title: 'LAG', align: 'right' },
    { title: 'STATE' },
  ];
  const row = (one: StatusReport['projections'][number], state: string): string[] => [
    `${one.service}/${one.name}`,
    String(one.version),
    count(one.position),
    count(one.lag),
    state,
  ];
  const rows = [...projections.map((one) => row(one, 'live')), ...rebuilds.map((one) => row(one, 'being built'))];
  return section(columns, rows, look);
}

function parked({ parked }: StatusReport, look: Look): string {
  const columns: Column[] = [
    { title: 'PARKED' },
    { title: 'NAME' },
    { title: 'WAIT', align: 'right' },
    { title: 'ERROR', flexible: true },
  ];
  const rows = parked.map((entry) => [
    `${entry.service}/${whatOf(entry)}`,
    printable(nameOf(entry)),
    entry.kind === 'parked key' ? count(entry.events) : '-',
    printable(entry.error ?? ''),
  ]);
  return section(columns, rows, look);
}

function section(columns: readonly Column[], rows: readonly (readonly string[])[], { width, style }: Look): string {
  if (rows.length === 0) return '';
  const [titles = '', ...lines] = table(columns, rows, width).split('\n');
  return [style.faint(titles), ...lines].join('\n');
}
