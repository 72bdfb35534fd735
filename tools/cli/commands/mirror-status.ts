import type { Service } from '@windrose/contracts';
import { mirrorStatus, type MirrorStatus } from '@windrose/jetstream';
import type { Command } from 'commander';
import { withBroker } from '../broker';
import { printResult, type Cli, type GlobalOptions } from '../cli';
import { findSystem } from '../find-system';
import { mirrorStateText } from '../mirror-state';
import { withLogs } from '../open-log';
import { count } from '../progress-bar';
import { printable, table } from '../table';
import { service } from '../values';

export function addMirrorStatusCommand(mirror: Command, cli: Cli): void {
  mirror
    .command('status')
    .description('Compare the heads and the last events of logs and mirrors.')
    .argument('[service]', 'whose log (default: all)', service)
    .action((name: Service | undefined, _options: unknown, command: Command) =>
      showMirrors(cli, name, command.optsWithGlobals<GlobalOptions>()),
    );
}

async function showMirrors(cli: Cli, name: Service | undefined, options: GlobalOptions): Promise<void> {
  const system = findSystem(cli, options);
  const mirrors = await withLogs(system, name, (logs) =>
    withBroker(system, (broker) => Promise.all(logs.map((log) => mirrorStatus(log, broker)))),
  );
  await printResult(cli, options, { mirrors }, () => mirrorsText(cli, mirrors));
}

function mirrorsText({ terminal: { width, style } }: Cli, mirrors: readonly MirrorStatus[]): string {
  const columns = [
    { title: 'MIRROR' },
    { title: 'STATE' },
    { title: 'HEAD', align: 'right' },
    { title: 'FIRST', align: 'right' },
    { title: 'LAST', align: 'right' },
    { title: 'LAG', align: 'right' },
    { title: 'BYTES', align: 'right' },
  ] as const;
  const rows = mirrors.map(({ stream, state, head, first, last, lag, bytes }) => [
    stream,
    mirrorStateText(state, style),
    ...[head, first, last, lag, bytes].map(count),
  ]);
  const reasons = mirrors.flatMap(({ reason }) => (reason === null ? [] : [`\n${style.bad(printable(reason))}\n`]));
  return table(columns, rows, width) + reasons.join('');
}
