import type { StockLine } from '@windrose/contracts';

/** One line for each sku, in the order of first appearance: an order may name a sku twice, the stock counts it once. */
export function mergeLines(lines: readonly StockLine[]): readonly StockLine[] {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of lines) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  return Array.from(quantities, ([sku, quantity]) => ({ sku, quantity }));
}
