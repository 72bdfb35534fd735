import { ORDER_STATUSES, type OrderStatus, type OrderView, type Page } from '@windrose/contracts';
import { Option, type Command } from 'commander';
import { printResult, type Cli, type GlobalOptions } from '../cli';
import { findSystem } from '../find-system';
import { httpClient } from '../http-client';
import { moneyOrDash } from '../money';
import { statusText } from '../order-screen';
import { table } from '../table';
import { shortTime } from '../times';
import { wholeNumber } from '../values';

interface ListOptions extends GlobalOptions {
  readonly status?: OrderStatus;
  readonly limit: number;
  readonly cursor?: string;
}

/** Characters in a line from which on times are whole and stages are told. */
const ROOMY = 100;

export function addOrderListCommand(order: Command, cli: Cli): void {
  order
    .command('list')
    .description('List orders, newest first: all of them for the operator.')
    .addOption(new Option('--status <status>', 'only orders with this status').choices(ORDER_STATUSES))
    .option('--limit <number>', 'at most so many, up to 100', wholeNumber(1, 100), 25)
    .option('--cursor <cursor>', 'go on where an earlier list ended')
    .action((_options: unknown, command: Command) => listOrders(cli, command.optsWithGlobals<ListOptions>()));
}

async function listOrders(cli: Cli, options: ListOptions): Promise<void> {
  const client = httpClient(cli, options, findSystem(cli, options));
  const query = new URLSearchParams({ limit: String(options.limit) });
  if (options.status !== undefined) query.set('status', options.status);
  if (options.cursor !== undefined) query.set('cursor', options.cursor);
  const page = await client.ask<Page<OrderView>>(`/v1/orders?${query.toString()}`);
  await printResult(cli, options, page, () => listText(cli, page));
}

function listText({ terminal }: Cli, { data, nextCursor }: Page<OrderView>): string {
  if (data.length === 0) return 'no orders\n';
  // Eighty columns have room for the id, which is there to be copied, and for little else.
  const roomy = terminal.width === null || terminal.width >= ROOMY;
  const rows = data.map(({ id, placedAt, total, status, stage }) => [
    id,
    roomy ? shortTime(placedAt) : shortTime(placedAt).slice('2026-'.length, -':00'.length),
    moneyOrDash(total),
    statusText({ status, stage: roomy ? stage : null }, terminal.style),
  ]);
  const columns = [
    { title: 'ORDER' },
    { title: 'PLACED' },
    { title: 'TOTAL', align: 'right' },
    { title: 'STATUS' },
  ] as const;
  const more = nextCursor === null ? '' : `\nmore with --cursor ${nextCursor}\n`;
  return table(columns, rows, terminal.width) + more;
}
