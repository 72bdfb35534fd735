import { DEFAULT_LOCATION, type StockAllocation, type StockLine } from '@windrose/contracts';
import { mergeLines } from './lines';

/** Units of products at locations; at most one entry for each product and location. */
export type Allocations = readonly StockAllocation[];

/** Where an event's units are. What was recorded before there were several locations is at the default one. */
export function allocationsOf(event: {
  readonly lines: readonly StockLine[];
  readonly allocations?: Allocations;
}): Allocations {
  return merge(event.allocations ?? event.lines.map((line) => ({ ...line, location: DEFAULT_LOCATION })));
}

export function linesOf(allocations: Allocations): readonly StockLine[] {
  return mergeLines(allocations);
}

/** As much of `wanted` as the pool holds. */
export function common(pool: Allocations, wanted: Allocations): Allocations {
  const held = byPlace(pool);
  return merge(wanted).flatMap((part) => some(part, Math.min(part.quantity, held.get(placeOf(part)) ?? 0)));
}

export function without(pool: Allocations, taken: Allocations): Allocations {
  const gone = byPlace(taken);
  return pool.flatMap((part) => some(part, part.quantity - (gone.get(placeOf(part)) ?? 0)));
}

export function together(pool: Allocations, more: Allocations): Allocations {
  return merge([...pool, ...more]);
}

/** As much of the lines as the pool holds, wherever it is, in the pool's order. */
export function pick(pool: Allocations, lines: readonly StockLine[]): Allocations {
  const wanted = new Map(mergeLines(lines).map(({ sku, quantity }) => [sku, quantity]));
  return pool.flatMap((part) => {
    const open = wanted.get(part.sku) ?? 0;
    const quantity = Math.min(open, part.quantity);
    wanted.set(part.sku, open - quantity);
    return some(part, quantity);
  });
}

function merge(parts: Allocations): Allocations {
  const merged = new Map<string, StockAllocation>();
  for (const part of parts) {
    const place = placeOf(part);
    const { sku, location, quantity } = part;
    merged.set(place, { sku, quantity: quantity + (merged.get(place)?.quantity ?? 0), location });
  }
  return [...merged.values()];
}

function byPlace(parts: Allocations): ReadonlyMap<string, number> {
  return new Map(merge(parts).map((part) => [placeOf(part), part.quantity]));
}

/** Neither skus nor locations contain a space. */
function placeOf({ sku, location }: StockAllocation): string {
  return `${sku} ${location}`;
}

function some({ sku, location }: StockAllocation, quantity: number): StockAllocation[] {
  return quantity > 0 ? [{ sku, quantity, location }] : [];
}
