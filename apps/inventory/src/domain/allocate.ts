import type { StockAllocation, StockLine, StockShortage } from '@windrose/contracts';
import { fewestLocations } from './fewest-locations';
import type { AvailableAt } from './stock';

export type Allocation =
  | { readonly possible: true; readonly allocations: readonly StockAllocation[] }
  | { readonly possible: false; readonly shortages: readonly StockShortage[] };

/**
 * Which locations serve an order. One that can serve all of it, if there is one; else as few as possible, since each
 * makes a parcel of its own. Among equals the first by name, so that the same stock always gives the same answer.
 *
 * @param lines each sku once
 */
export function allocate(lines: readonly StockLine[], availableAt: AvailableAt): Allocation {
  const shortages = lines
    .map(({ sku, quantity }) => ({ sku, requested: quantity, available: sum(availableAt(sku).values()) }))
    .filter(({ requested, available }) => requested > available);
  if (shortages.length > 0) return { possible: false, shortages };
  const chosen = fewestLocations(lines, availableAt);
  return { possible: true, allocations: lines.flatMap((line) => serve(line, chosen, availableAt(line.sku))) };
}

/** One line from the chosen locations: from one of them if it has enough, else from the fullest on. */
function serve(
  { sku, quantity }: StockLine,
  chosen: readonly string[],
  available: ReadonlyMap<string, number>,
): readonly StockAllocation[] {
  const whole = chosen.find((location) => (available.get(location) ?? 0) >= quantity);
  if (whole !== undefined) return [{ sku, quantity, location: whole }];
  let open = quantity;
  return [...chosen]
    .sort((a, b) => (available.get(b) ?? 0) - (available.get(a) ?? 0))
    .flatMap((location) => {
      const taken = Math.min(open, available.get(location) ?? 0);
      open -= taken;
      return taken > 0 ? [{ sku, quantity: taken, location }] : [];
    });
}

function sum(amounts: Iterable<number>): number {
  let total = 0;
  for (const amount of amounts) total += amount;
  return total;
}
