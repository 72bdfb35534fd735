import type { OrderView, StoryEvent } from '@windrose/contracts';
import type { Command } from 'commander';
import { causalTree } from '../causal-tree';
import { printResult, type Cli, type GlobalOptions } from '../cli';
import { findSystem } from '../find-system';
import { httpClient } from '../http-client';
import { orderId } from '../values';
import { whyScreen } from '../why-screen';

export function addOrderWhyCommand(order: Command, cli: Cli): void {
  order
    .command('why')
    .description('Show what happened to an order, what caused what, and what it waits for.')
    .argument('<id>', "the order's id", orderId)
    .action((id: string, _options: unknown, command: Command) =>
      why(cli, id, command.optsWithGlobals<GlobalOptions>()),
    );
}

async function why(cli: Cli, id: string, options: GlobalOptions): Promise<void> {
  const client = httpClient(cli, options, findSystem(cli, options));
  // The story second: it is never behind the order that was shown.
  const order = await client.ask<OrderView>(`/v1/orders/${id}`);
  const { data: story } = await client.ask<{ data: StoryEvent[] }>(`/v1/orders/${id}/events`);
  const told = causalTree(story).map(({ event, depth }) => ({ ...event, depth }));
  await printResult(cli, options, { order, story: told }, () => whyScreen(order, story, cli.terminal));
}
