import type { Command } from 'commander';
import type { Cli } from '../cli';
import { addOrderCancelCommand } from './order-cancel';
import { addOrderGetCommand } from './order-get';
import { addOrderListCommand } from './order-list';
import { addOrderPlaceCommand } from './order-place';
import { addOrderWatchCommand } from './order-watch';
import { addOrderWhyCommand } from './order-why';

export function addOrderCommands(program: Command, cli: Cli): void {
  const order = program
    .command('order')
    .description('Place orders, cancel them and look at them, through the edge.')
    .helpCommand(false);
  addOrderPlaceCommand(order, cli);
  addOrderGetCommand(order, cli);
  addOrderListCommand(order, cli);
  addOrderWatchCommand(order, cli);
  addOrderCancelCommand(order, cli);
  addOrderWhyCommand(order, cli);
}
