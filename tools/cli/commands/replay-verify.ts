import { isDeepStrictEqual } from 'node:util';
import { printResult, type Cli, type GlobalOptions } from '../cli';
import { Failure } from '../failure';
import type { System } from '../find-system';
import { count, progressBar } from '../progress-bar';
import { rebuild, type RowDifference } from '../rebuild';
import { printable } from '../table';
import type { NamedProjection } from '../values';

/** Differences that are printed for people; programs get all of them. */
const SHOWN = 20;

/** Compares what readers see of a projection with a rebuild. @throws Failure when anything differs */
export async function verifyProjection(
  cli: Cli,
  options: GlobalOptions,
  system: System,
  projection: NamedProjection,
): Promise<void> {
  const label = `${projection.service}/${projection.name}`;
  const bar = progressBar(cli.terminal, label);
  const differences: RowDifference[] = [];
  const { events, rows = 0 } = await rebuild(cli, system, projection, {
    verify: true,
    onProgress: (done, total) => bar.show(done, total),
    onDifference: (difference) => differences.push(difference),
  }).finally(() => bar.end());
  await printResult(cli, options, { projection: label, events, rows, differences }, () =>
    [
      `${label}: ${count(rows)} rows compared with a rebuild from ${count(events)} events, ${count(differences.length)} differ.\n`,
      ...differences.slice(0, SHOWN).map((difference) => `  ${differenceText(difference)}\n`),
      ...(differences.length > SHOWN ? [`  … and ${count(differences.length - SHOWN)} more\n`] : []),
    ].join(''),
  );
  if (differences.length > 0)
    throw new Failure(`${label} differs from its log in ${count(differences.length)} rows`, 'projection_differs');
}

function differenceText({ key, live, rebuilt }: RowDifference): string {
  const row = printable(key);
  if (live === null) return `${row} is missing`;
  if (rebuilt === null) return `${row} should not be there`;
  const [found, right] = [new Map(Object.entries(live)), new Map(Object.entries(rebuilt))];
  const columns = [...right.keys()].filter((column) => !isDeepStrictEqual(found.get(column), right.get(column)));
  return `${row} has another ${columns.join(', ')}`;
}
