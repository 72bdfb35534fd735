import { isService, type DiscardParked, type ParkedResolution } from '@windrose/contracts';
import { InvalidArgumentError, type Command } from 'commander';
import { askOnce } from '../ask-once';
import { printResult, type Cli, type GlobalOptions } from '../cli';
import { Failure } from '../failure';
import { findSystem } from '../find-system';
import { httpClient } from '../http-client';
import { allParked, entryCalled, NAME, nameOf, pathOf } from '../parked-entries';
import { printable } from '../table';

interface DiscardOptions extends GlobalOptions {
  readonly reason: string;
  readonly event?: DiscardParked['event'];
}

export function addParkedDiscardCommand(parked: Command, cli: Cli): void {
  parked
    .command('discard')
    .description('Give it up for good. It is kept with who wanted that and why.')
    .argument('<name>', NAME)
    .requiredOption('--reason <text>', 'why; kept with it')
    .option('--event <source/position>', "only this event of a key's line, such as inventory/17", eventRef)
    .action((name: string, _options: unknown, command: Command) =>
      discardParked(cli, name, command.optsWithGlobals<DiscardOptions>()),
    );
}

async function discardParked(cli: Cli, name: string, options: DiscardOptions): Promise<void> {
  const client = httpClient(cli, options, findSystem(cli, options));
  const entry = entryCalled(name, await allParked(client));
  const { reason, event } = options;
  const outcome = await askOnce<ParkedResolution>(client, `${pathOf(entry)}/discard`, { reason, event });
  const isDone = outcome.status === 'discarded';
  await printResult(cli, options, outcome, () => {
    const what = event === undefined ? '' : `, ${event.source}/${event.position}`;
    const waiting = outcome.entry?.kind === 'parked key' ? outcome.entry.events : 0;
    const left = waiting === 0 ? '' : waiting === 1 ? '; 1 event still waits' : `; ${waiting} events still wait`;
    return `${entry.service} ${printable(nameOf(entry))}${what}: ${isDone ? 'discarded' : 'asked for, not done yet'}${left}\n`;
  });
  if (!isDone) throw new Failure('it is stored, but no instance has done it yet', 'not_done_yet');
}

function eventRef(text: string): DiscardParked['event'] {
  const [, source = '', position] = /^([a-z]+)\/([1-9]\d{0,15})$/.exec(text) ?? [];
  if (isService(source)) return { source, position: Number(position) };
  throw new InvalidArgumentError('It must be SOURCE/POSITION as windrose parked show names it.');
}
