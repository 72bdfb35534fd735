import type { Service } from '@windrose/contracts';
import type { StoredEvent } from '@windrose/event-log';
import { messageOf } from '@windrose/platform';
import type { Command } from 'commander';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cli, GlobalOptions } from '../cli';
import { WrongUsage } from '../failure';
import { findSystem } from '../find-system';
import { jsonLine, plainLine, terminalLines } from '../log-lines';
import { positionSince, SelectionReader, type Page } from '../log-selection';
import { openLog } from '../open-log';
import { eventType, moment, service, wholeNumber } from '../values';

interface LogOptions extends GlobalOptions {
  readonly from?: number;
  readonly to?: number;
  readonly since?: number;
  readonly stream?: string;
  readonly type?: readonly string[];
  readonly follow?: true;
}

/** Milliseconds between two looks for what is new. */
const POLL_MS = 150;
const AFTER_ERROR_MS = 500;

export function addLogCommand(program: Command, cli: Cli): void {
  program
    .command('log')
    .description("Print the events of a service's log, in the order of their positions.")
    .argument('<service>', 'whose log', service)
    .option('--from <position>', 'first position (default: 1)', wholeNumber(1))
    .option('--to <position>', 'last position (default: the last there is)', wholeNumber(1))
    .option('--since <time>', 'only what was recorded then or later: 2026-11-21T08:30:00Z, 15m, 2h', moment)
    .option('--stream <id>', 'only events of this stream, such as order-<id>')
    .option('--type <type>', 'only events of this type; several with commas', eventType)
    .option('--follow', 'go on with what is appended from now on, until Ctrl-C')
    .action((name: Service, _options: unknown, command: Command) =>
      printLog(cli, name, command.optsWithGlobals<LogOptions>()),
    );
}

async function printLog(cli: Cli, name: Service, options: LogOptions): Promise<void> {
  const { from = 1, to = Number.MAX_SAFE_INTEGER, since, stream, type, follow } = options;
  if (from > to) throw new WrongUsage(`--from ${from} is behind --to ${to}`);
  const log = await openLog(findSystem(cli, options), name);
  try {
    const first = since === undefined ? from : Math.max(from, await positionSince(log, since));
    // Without --follow the log is printed as it is now, however fast it grows meanwhile.
    const last = follow ? to : Math.min(to, await log.head());
    const reader = new SelectionReader(log, { to: last, streamId: stream, types: type });
    const print = printer(cli, name, options);
    if (follow) await followLog(cli, reader, { first, last }, print);
    else await readLog(reader, first, print);
  } finally {
    await log.close();
  }
}

type Print = (events: readonly StoredEvent[]) => Promise<void>;

function printer({ terminal }: Cli, name: Service, { json }: GlobalOptions): Print {
  const line = (event: StoredEvent): string => {
    if (json) return jsonLine(name, event);
    return terminal.width === null ? plainLine(event) : terminalLines(event, terminal.width, terminal.style);
  };
  return async (events) => {
    if (events.length > 0) await terminal.print(events.map(line).join(''));
  };
}

async function readLog(reader: SelectionReader, first: number, print: Print): Promise<void> {
  let after = first - 1;
  for (;;) {
    const { events, reached } = await reader.next(after);
    await print(events);
    if (reached === after) return;
    after = reached;
  }
}

/** A database that restarts is waited for: what follows is found by position, so nothing is lost meanwhile. */
async function followLog(
  cli: Cli,
  reader: SelectionReader,
  range: { first: number; last: number },
  print: Print,
): Promise<void> {
  const stop = cli.interruption();
  let after = range.first - 1;
  let failing = false;
  while (!stop.aborted && after < range.last) {
    let page: Page | undefined;
    try {
      page = await reader.next(after);
      failing = false;
    } catch (error) {
      if (!failing) cli.terminal.note(`windrose: the log can't be read, trying again: ${messageOf(error)}\n`);
      failing = true;
    }
    if (page !== undefined) await print(page.events);
    const isNew = page !== undefined && page.reached > after;
    after = page?.reached ?? after;
    if (!isNew) await sleep(failing ? AFTER_ERROR_MS : POLL_MS, undefined, { signal: stop }).catch(() => undefined);
  }
}
