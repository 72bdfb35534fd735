import type { Money, ShipmentContent, StockAllocation, StockLine } from '@windrose/contracts';
import { apportion } from './apportion';

/** What is in a shipment: at most one entry for each product and stock location. */
export type Contents = readonly ShipmentContent[];

/** One line for each sku. */
export function linesOf(contents: Contents): readonly StockLine[] {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of contents) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  return Array.from(quantities, ([sku, quantity]) => ({ sku, quantity }));
}

export function allocationsOf(contents: Contents): readonly StockAllocation[] {
  return contents.map(({ sku, quantity, location }) => ({ sku, quantity, location }));
}

/** What the contents are worth together. They can't be empty. */
export function worthOf(contents: Contents): Money {
  const { currency } = contents[0]!.amount;
  return { amount: contents.reduce((sum, { amount }) => sum + amount.amount, 0), currency };
}

export function unitsIn(contents: Contents): number {
  return contents.reduce((sum, { quantity }) => sum + quantity, 0);
}

/** As much of the lines as there is, with its share of the worth, and what is left. Together they are worth the same as before. */
export function takeOut(
  contents: Contents,
  lines: readonly StockLine[],
): { readonly taken: Contents; readonly rest: Contents } {
  const wanted = new Map(lines.map(({ sku, quantity }) => [sku, quantity]));
  const taken: ShipmentContent[] = [];
  const rest: ShipmentContent[] = [];
  for (const content of contents) {
    const { sku, location, amount } = content;
    const quantity = Math.min(wanted.get(sku) ?? 0, content.quantity);
    const left = content.quantity - quantity;
    const [share = 0, remainder = 0] = apportion(amount.amount, [quantity, left]);
    if (quantity > 0) taken.push({ sku, quantity, location, amount: { ...amount, amount: share } });
    if (left > 0) rest.push({ sku, quantity: left, location, amount: { ...amount, amount: remainder } });
    wanted.set(sku, (wanted.get(sku) ?? 0) - quantity);
  }
  return { taken, rest };
}
