import type { StockLine } from '@windrose/contracts';

/** Units by sku. Lines may name a sku more than once. */
export type Quantities = ReadonlyMap<string, number>;

export function quantitiesOf(lines: readonly StockLine[]): Quantities {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of lines) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  return quantities;
}

/** Whether `some` has at least all that is `wanted`. */
export function covers(some: Quantities, wanted: Quantities): boolean {
  for (const [sku, quantity] of wanted) if ((some.get(sku) ?? 0) < quantity) return false;
  return true;
}

/** What is left of `all` without `some`; never less than nothing. */
export function without(all: Quantities, some: Quantities): Quantities {
  return new Map([...all].map(([sku, quantity]) => [sku, Math.max(0, quantity - (some.get(sku) ?? 0))]));
}
