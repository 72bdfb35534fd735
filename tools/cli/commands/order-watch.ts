import type { Command } from 'commander';
import type { Cli, GlobalOptions } from '../cli';
import { findSystem } from '../find-system';
import { httpClient } from '../http-client';
import { orderId, wholeNumber } from '../values';
import { watchOrder } from '../watch-order';

interface WatchCommandOptions extends GlobalOptions {
  readonly timeout?: number;
}

export function addOrderWatchCommand(order: Command, cli: Cli): void {
  order
    .command('watch')
    .description('Print every state of an order until it has come to its end.')
    .argument('<id>', "the order's id", orderId)
    .option('--timeout <seconds>', 'give up after so long, with exit code 1 (default: never)', wholeNumber(1))
    .action((id: string, _options: unknown, command: Command) =>
      watch(cli, id, command.optsWithGlobals<WatchCommandOptions>()),
    );
}

async function watch(cli: Cli, id: string, options: WatchCommandOptions): Promise<void> {
  const client = httpClient(cli, options, findSystem(cli, options));
  await watchOrder(cli, client, id, { ...options, timeoutMs: (options.timeout ?? Infinity) * 1_000 });
}
