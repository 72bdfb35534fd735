import type { OrderView } from '@windrose/contracts';
import type { Command } from 'commander';
import { printResult, type Cli, type GlobalOptions } from '../cli';
import { findSystem } from '../find-system';
import { httpClient } from '../http-client';
import { orderScreen } from '../order-screen';
import { orderId } from '../values';

export function addOrderGetCommand(order: Command, cli: Cli): void {
  order
    .command('get')
    .description('Show one order.')
    .argument('<id>', "the order's id", orderId)
    .action((id: string, _options: unknown, command: Command) =>
      getOrder(cli, id, command.optsWithGlobals<GlobalOptions>()),
    );
}

async function getOrder(cli: Cli, id: string, options: GlobalOptions): Promise<void> {
  const client = httpClient(cli, options, findSystem(cli, options));
  const order = await client.ask<OrderView>(`/v1/orders/${id}`);
  await printResult(cli, options, order, () => orderScreen(order, cli.terminal.width, cli.terminal.style));
}
