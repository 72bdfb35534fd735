import type { InputError, StockLine } from '@windrose/contracts';

/**
 * What is wrong with lines that ask for a part of an order, each named by its place in the request.
 *
 * @param most how much of each of the order's skus there is at most, all lines together
 */
export function lineErrors(lines: readonly StockLine[], most: ReadonlyMap<string, number>): readonly InputError[] {
  if (lines.length === 0) return [{ pointer: '#/lines', detail: 'must not be empty' }];
  const asked = new Map<string, number>();
  return lines.flatMap(({ sku, quantity }, i): InputError[] => {
    const limit = most.get(sku);
    if (limit === undefined) return [{ pointer: `#/lines/${i}/sku`, detail: `the order has no ${sku}` }];
    if (!Number.isInteger(quantity) || quantity < 1) {
      return [{ pointer: `#/lines/${i}/quantity`, detail: 'must be a whole number from 1' }];
    }
    const units = (asked.get(sku) ?? 0) + quantity;
    asked.set(sku, units);
    return units > limit ? [{ pointer: `#/lines/${i}/quantity`, detail: `must be at most ${limit} of ${sku}` }] : [];
  });
}

/** Each sku once. */
export function mergedLines(lines: readonly StockLine[]): readonly StockLine[] {
  return Array.from(quantitiesOf(lines), ([sku, quantity]) => ({ sku, quantity }));
}

export function quantitiesOf(lines: readonly StockLine[]): ReadonlyMap<string, number> {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of lines) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  return quantities;
}
