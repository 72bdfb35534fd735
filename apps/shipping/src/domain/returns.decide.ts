import {
  ok,
  refused,
  type LineShare,
  type ReceiveReturn,
  type RequestReturn,
  type Result,
  type ShippingEvent,
} from '@windrose/contracts';
import { apportion } from './apportion';
import { returnsOf, type Fulfilment } from './fulfilment';
import { lineErrors, mergedLines } from './line-errors';
import { beginning, type PackedOrder } from './packed-order';

/** Units of a product, and what was paid for them. */
interface Paid {
  readonly quantity: number;
  readonly amount: number;
}

/**
 * Promises to take back what was delivered and isn't coming back yet. What it is worth is the same share of what was paid,
 * whatever came back before: in however many parts all of it returns, all of the captured amount is refunded.
 */
export function requestReturn(order: PackedOrder, command: RequestReturn): Result<readonly ShippingEvent[]> {
  const { orderId, shipments } = order;
  const [any] = shipments;
  if (any === undefined) return refused('not_found', `Nothing of order ${orderId} has been shipped.`);
  const left = returnable(order);
  const most = new Map(Array.from(left, ([sku, { quantity }]) => [sku, quantity]));
  const errors = lineErrors(command.lines, most);
  if (errors.length > 0) return refused('invalid', 'No more can be returned than was delivered.', errors);

  const { currency } = any.amount;
  const lines = mergedLines(command.lines).map(({ sku, quantity }): LineShare => {
    const { quantity: units, amount } = left.get(sku)!;
    const [share = 0] = apportion(amount, [quantity, units - quantity]);
    return { sku, quantity, amount: { amount: share, currency } };
  });
  const amount = { amount: lines.reduce((sum, line) => sum + line.amount.amount, 0), currency };
  const { returnId, reason } = command;
  const { customerId } = any;
  return ok([
    ...beginning(order),
    { type: 'ReturnRequested', data: { orderId, returnId, customerId, lines, amount, reason } },
  ]);
}

/** A return arrives once. */
export function receiveReturn(
  fulfilment: Fulfilment,
  { returnId, condition }: ReceiveReturn,
): Result<readonly ShippingEvent[]> {
  const expected = returnsOf(fulfilment).find((one) => one.returnId === returnId);
  if (expected === undefined) return refused('not_found', `There is no return ${returnId}.`);
  if (expected.condition !== null) return refused('conflict', 'The return has been received already.');
  const { orderId, customerId, amount } = expected;
  const lines = expected.lines.map(({ sku, quantity }) => ({ sku, quantity }));
  return ok([{ type: 'ReturnReceived', data: { orderId, returnId, customerId, lines, amount, condition } }]);
}

/** Of every sku of the order: what was delivered, less what is coming back or has come. */
function returnable({ fulfilment, shipments }: PackedOrder): ReadonlyMap<string, Paid> {
  const left = new Map<string, Paid>();
  const add = (sku: string, quantity: number, amount: number) => {
    const known = left.get(sku) ?? { quantity: 0, amount: 0 };
    left.set(sku, { quantity: known.quantity + quantity, amount: known.amount + amount });
  };
  for (const { status, contents } of shipments) {
    for (const { sku, quantity, amount } of contents) {
      if (status === 'delivered') add(sku, quantity, amount.amount);
      else add(sku, 0, 0);
    }
  }
  for (const { lines } of returnsOf(fulfilment)) {
    for (const { sku, quantity, amount } of lines) add(sku, -quantity, -amount.amount);
  }
  return left;
}
