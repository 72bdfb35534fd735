import type { Command } from 'commander';
import type { Cli } from '../cli';
import { addOrderGetCommand } from './order-get';
import { addOrderListCommand } from './order-list';
import { addOrderPlaceCommand } from './order-place';
import { addOrderWatchCommand } from './order-watch';

export function addOrderCommands(program: Command, cli: Cli): void {
  const order = program
    .command('order')
    .description('Place orders and look at them, through the edge.')
    .helpCommand(false);
  addOrderPlaceCommand(order, cli);
  addOrderGetCommand(order, cli);
  addOrderListCommand(order, cli);
  addOrderWatchCommand(order, cli);
}
