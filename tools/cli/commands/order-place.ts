import type { Address, OrderView } from '@windrose/contracts';
import { newId } from '@windrose/platform';
import type { Command } from 'commander';
import { printResult, type Cli, type GlobalOptions } from '../cli';
import { findSystem, type System } from '../find-system';
import { HttpClient } from '../http-client';
import { orderScreen } from '../order-screen';
import { orderLine, wholeNumber, type WantedLine } from '../values';
import { watchOrder } from '../watch-order';

interface PlaceOptions extends GlobalOptions {
  readonly customer: string;
  readonly password: string;
  readonly paymentToken: string;
  readonly idempotencyKey?: string;
  readonly wait: number;
  readonly watch?: true;
}

/** What the demo data has. */
const DEMO_CUSTOMER = 'customer@example.com';
const DEMO_PASSWORD = 'demo-password';

const SAMPLE_ADDRESS: Address = {
  name: 'Ada Lovelace',
  street: '12 St James’s Square',
  city: 'London',
  postalCode: 'SW1Y 4JH',
  country: 'GB',
};

export function addOrderPlaceCommand(order: Command, cli: Cli): void {
  order
    .command('place')
    .description('Place an order for a quick try, as a customer, to a sample address.')
    .argument('<sku:quantity...>', 'what to order, such as tea-100:2', orderLine)
    .option('--customer <email>', 'who orders', DEMO_CUSTOMER)
    .option('--password <password>', "the customer's password", DEMO_PASSWORD)
    .option('--payment-token <token>', "the payment provider's token for the card", 'tok_ok')
    .option('--idempotency-key <key>', 'the same key places one order only (default: a new one)')
    .option('--wait <seconds>', 'wait so long for what becomes of it, up to 30', wholeNumber(0, 30), 0)
    .option('--watch', 'go on watching the order until it has come to its end')
    .addHelpText('after', '\nWith --token, the order is placed for the customer whose token it is.')
    .action((lines: WantedLine[], _options: unknown, command: Command) =>
      place(cli, lines, command.optsWithGlobals<PlaceOptions>()),
    );
}

async function place(cli: Cli, lines: readonly WantedLine[], options: PlaceOptions): Promise<void> {
  const system = findSystem(cli, options);
  const token = options.token ?? (await logIn(system, options));
  const client = new HttpClient(system, () => Promise.resolve(token));
  const order = await client.ask<OrderView>('/v1/orders', {
    method: 'POST',
    headers: {
      'idempotency-key': options.idempotencyKey ?? newId(),
      ...(options.wait > 0 ? { prefer: `wait=${options.wait}` } : {}),
    },
    body: { lines, shippingAddress: SAMPLE_ADDRESS, payment: { token: options.paymentToken } },
    timeoutMs: options.wait * 1_000 + 15_000,
  });
  if (options.watch) {
    if (!options.json) await cli.terminal.print(`order ${order.id}\n`);
    return watchOrder(cli, client, order.id, { ...options, timeoutMs: Infinity });
  }
  await printResult(cli, options, order, () => orderScreen(order, cli.terminal.width, cli.terminal.style));
}

async function logIn(system: System, { customer: email, password }: PlaceOptions): Promise<string> {
  const anyone = new HttpClient(system, () => Promise.reject(new Error('logging in needs no token')));
  const { accessToken } = await anyone.ask<{ accessToken: string }>('/v1/auth/token', {
    method: 'POST',
    token: null,
    body: { email, password },
  });
  return accessToken;
}
