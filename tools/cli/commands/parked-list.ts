import type { ParkedEntry } from '@windrose/contracts';
import type { Command } from 'commander';
import { printResult, type Cli, type GlobalOptions } from '../cli';
import { Failure } from '../failure';
import { findSystem } from '../find-system';
import { httpClient } from '../http-client';
import { allParked, nameOf, whatOf } from '../parked-entries';
import { count } from '../progress-bar';
import { printable, table, type Column } from '../table';
import { shortTime } from '../times';

export function addParkedListCommand(parked: Command, cli: Cli): void {
  parked
    .command('list')
    .description('List what waits for an operator in all services, newest first.')
    .action((_options: unknown, command: Command) => listParked(cli, command.optsWithGlobals<GlobalOptions>()));
}

async function listParked(cli: Cli, options: GlobalOptions): Promise<void> {
  const client = httpClient(cli, options, findSystem(cli, options));
  const { entries, unavailable } = await allParked(client);
  await printResult(cli, options, entries, () => parkedTable(entries, cli.terminal.width));
  if (unavailable.length === 0) return;
  const reasons = unavailable.map(({ service, detail }) => `${service}: ${detail}`);
  throw new Failure(`not all services answered: ${reasons.join('; ')}`, 'incomplete');
}

const COLUMNS: readonly Column[] = [
  { title: 'SERVICE' },
  { title: 'NAME' },
  { title: 'WHAT' },
  { title: 'WAIT', align: 'right' },
  { title: 'SINCE' },
  { title: 'ERROR', flexible: true },
];

function parkedTable(entries: readonly ParkedEntry[], width: number | null): string {
  if (entries.length === 0) return 'nothing is parked\n';
  const rows = entries.map((entry) => [
    entry.service,
    printable(nameOf(entry)),
    printable(whatOf(entry)),
    entry.kind === 'parked key' ? count(entry.events) : '-',
    shortTime(entry.since),
    printable(entry.error ?? ''),
  ]);
  return table(COLUMNS, rows, width);
}
