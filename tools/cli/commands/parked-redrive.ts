import type { ParkedDetails, ParkedEntry, ParkedResolution } from '@windrose/contracts';
import type { Command } from 'commander';
import { setTimeout as sleep } from 'node:timers/promises';
import { askOnce } from '../ask-once';
import { printResult, type Cli, type GlobalOptions } from '../cli';
import { Failure, WrongUsage } from '../failure';
import { findSystem } from '../find-system';
import { httpClient, Refused, type HttpClient } from '../http-client';
import { allParked, entryCalled, NAME, nameOf, pathOf } from '../parked-entries';
import { printable } from '../table';
import { wholeNumber } from '../values';

interface RedriveOptions extends GlobalOptions {
  readonly all?: true;
  readonly wait: number;
}

const POLL_MS = 250;

export function addParkedRedriveCommand(parked: Command, cli: Cli): void {
  parked
    .command('redrive')
    .description('Try again: all events of a key in their order, or a job with all its tries.')
    .argument('[names...]', NAME)
    .option('--all', 'everything that is parked')
    .option('--wait <seconds>', 'for what comes of it', wholeNumber(0), 30)
    .action((names: string[], _options: unknown, command: Command) =>
      redriveParked(cli, names, command.optsWithGlobals<RedriveOptions>()),
    );
}

async function redriveParked(cli: Cli, names: readonly string[], options: RedriveOptions): Promise<void> {
  if ((names.length === 0) !== (options.all === true)) throw new WrongUsage('name what to redrive, or say --all');
  const client = httpClient(cli, options, findSystem(cli, options));
  const all = await allParked(client);
  const entries = options.all ? all.entries : names.map((name) => entryCalled(name, all));
  const outcomes: ParkedResolution[] = [];
  for (const entry of entries) {
    const asked = await askOnce<ParkedResolution>(client, `${pathOf(entry)}/redrive`);
    const outcome = asked.status === 'requested' ? await outcomeOf(client, asked, options.wait) : asked;
    outcomes.push(outcome);
    if (!options.json) await cli.terminal.print(`${entry.service} ${printable(nameOf(entry))}: ${told(outcome)}\n`);
  }
  if (options.json || outcomes.length === 0) await printResult(cli, options, outcomes, () => 'nothing is parked\n');
  const failed = outcomes.filter(({ status }) => status !== 'redriven').length;
  if (failed > 0) throw new Failure(`${failed} of ${outcomes.length} still parked`, 'still_parked');
}

/** Looks until the wish is fulfilled, or the time is over. */
async function outcomeOf(client: HttpClient, asked: ParkedResolution, seconds: number): Promise<ParkedResolution> {
  const deadline = Date.now() + seconds * 1_000;
  let entry: ParkedEntry | null = asked.entry;
  while (entry?.kind === 'parked key' && entry.wish !== null) {
    if (Date.now() >= deadline) return { ...asked, entry };
    await sleep(POLL_MS);
    entry = await entryAt(client, asked);
  }
  return { ...asked, status: entry === null ? 'redriven' : 'parked', entry };
}

async function entryAt(client: HttpClient, place: Pick<ParkedEntry, 'service' | 'id'>): Promise<ParkedEntry | null> {
  try {
    return (await client.ask<ParkedDetails>(pathOf(place))).entry;
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return null;
    throw error;
  }
}

function told({ status, entry }: ParkedResolution): string {
  switch (status) {
    case 'redriven':
      return entry === null ? 'redriven' : 'redriven, in part';
    case 'requested':
      return 'asked for, not done yet';
    case 'parked':
      return `failed again: ${printable(entry?.error ?? '')}`;
    case 'discarded':
      return 'discarded';
    default:
      return status satisfies never;
  }
}
