import type { OrderView } from '@windrose/contracts';
import type { Command } from 'commander';
import { printResult, type Cli, type GlobalOptions } from '../cli';
import { findSystem } from '../find-system';
import { httpClient } from '../http-client';
import { orderScreen } from '../order-screen';
import { orderId } from '../values';

interface CancelOptions extends GlobalOptions {
  readonly reason?: string;
}

export function addOrderCancelCommand(order: Command, cli: Cli): void {
  order
    .command('cancel')
    .description('Cancel an order, unless a part of it has left already.')
    .argument('<id>', "the order's id", orderId)
    .option('--reason <words>', 'why, in words that its customer may read')
    .action((id: string, _options: unknown, command: Command) =>
      cancelOrder(cli, id, command.optsWithGlobals<CancelOptions>()),
    );
}

async function cancelOrder(cli: Cli, id: string, options: CancelOptions): Promise<void> {
  const client = httpClient(cli, options, findSystem(cli, options));
  const { reason } = options;
  const order = await client.ask<OrderView>(`/v1/orders/${id}/cancel`, { method: 'POST', body: { reason } });
  await printResult(cli, options, order, () => orderScreen(order, cli.terminal.width, cli.terminal.style));
}
