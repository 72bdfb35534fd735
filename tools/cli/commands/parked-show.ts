import type { ParkedDetails } from '@windrose/contracts';
import type { Command } from 'commander';
import { printResult, type Cli, type GlobalOptions } from '../cli';
import { findSystem } from '../find-system';
import { httpClient } from '../http-client';
import { allParked, entryCalled, NAME, nameOf, pathOf, whatOf } from '../parked-entries';
import { count } from '../progress-bar';
import { printable, table } from '../table';
import { shortTime } from '../times';

export function addParkedShowCommand(parked: Command, cli: Cli): void {
  parked
    .command('show')
    .description('Show what failed, how often and why, and what waits behind it.')
    .argument('<name>', NAME)
    .action((name: string, _options: unknown, command: Command) =>
      showParked(cli, name, command.optsWithGlobals<GlobalOptions>()),
    );
}

async function showParked(cli: Cli, name: string, options: GlobalOptions): Promise<void> {
  const client = httpClient(cli, options, findSystem(cli, options));
  const entry = entryCalled(name, await allParked(client));
  const details = await client.ask<ParkedDetails>(pathOf(entry));
  await printResult(cli, options, details, () => detailsScreen(details, cli.terminal.width));
}

function detailsScreen({ entry, history, line, data }: ParkedDetails, width: number | null): string {
  const facts: [string, string][] = [
    [entry.kind, printable(nameOf(entry))],
    [
      'service',
      entry.kind === 'parked key' && entry.group !== entry.service
        ? `${entry.service}, group ${entry.group}`
        : entry.service,
    ],
    ['what', printable(whatOf(entry))],
    ['since', shortTime(entry.since)],
    ['id', entry.id],
    ...(entry.kind === 'parked key'
      ? ([['wish', entry.wish ?? '-']] as [string, string][])
      : ([['key', entry.key]] as [string, string][])),
  ];
  const failures = table(
    [{ title: 'FAILED' }, { title: 'TRIES', align: 'right' }, { title: 'WHAT' }, { title: 'ERROR', flexible: true }],
    history.map(({ at, tries, event, worker, error }) => [
      shortTime(at),
      String(tries),
      printable(event ?? worker ?? '-'),
      printable(error),
    ]),
    width,
  );
  const parts = [facts.map(([title, value]) => `${title.padEnd(11)}  ${value}\n`).join(''), failures];
  if (entry.kind === 'parked key') parts.push(lineTable(line, entry.events, width));
  else parts.push(`data         ${printable(JSON.stringify(data))}\n`);
  return parts.join('\n');
}

function lineTable(line: ParkedDetails['line'], events: number, width: number | null): string {
  const waiting = table(
    [{ title: 'WAITING' }, { title: 'TYPE' }, { title: 'RECORDED' }, { title: 'DATA', flexible: true }],
    line.map(({ source, position, type, at, data }) => [
      `${source}/${position}`,
      printable(type),
      shortTime(at),
      printable(JSON.stringify(data)),
    ]),
    width,
  );
  return events > line.length ? `${waiting}and ${count(events - line.length)} more\n` : waiting;
}
