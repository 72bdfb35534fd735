import type { StockLine } from '@windrose/contracts';
import type { AvailableAt } from './stock';

/**
 * How many sets of locations are looked at before the rule makes do with a good answer: the best one costs exponential
 * time where an order's lines are spread over very many locations.
 */
const MOST_SETS = 2_000;

/**
 * The smallest set of locations that together have all lines; of several, the first by name. The lines must be available.
 */
export function fewestLocations(lines: readonly StockLine[], availableAt: AvailableAt): readonly string[] {
  const locations = locationsOf(lines, availableAt);
  let looks = 0;
  for (let size = 1; size < locations.length; size++) {
    for (const set of setsOf(locations, size)) {
      if (serves(set, lines, availableAt)) return set;
      if (++looks === MOST_SETS) return goodLocations(lines, locations, availableAt);
    }
  }
  return locations;
}

/** Again and again the location that has most of what is still missing; of several, the first by name. */
function goodLocations(
  lines: readonly StockLine[],
  locations: readonly string[],
  availableAt: AvailableAt,
): readonly string[] {
  const open = new Map(lines.map(({ sku, quantity }) => [sku, quantity]));
  const has = (location: string, sku: string) => Math.min(open.get(sku) ?? 0, availableAt(sku).get(location) ?? 0);
  const helps = (location: string) => lines.reduce((units, { sku }) => units + has(location, sku), 0);
  const chosen: string[] = [];
  while ([...open.values()].some((quantity) => quantity > 0)) {
    const best = locations.reduce((one, other) => (helps(other) > helps(one) ? other : one));
    for (const { sku } of lines) open.set(sku, (open.get(sku) ?? 0) - has(best, sku));
    chosen.push(best);
  }
  return chosen.sort();
}

/** All that have something of the lines, by name. */
function locationsOf(lines: readonly StockLine[], availableAt: AvailableAt): readonly string[] {
  const names = new Set<string>();
  for (const { sku } of lines) {
    for (const [location, available] of availableAt(sku)) if (available > 0) names.add(location);
  }
  return [...names].sort();
}

function serves(locations: readonly string[], lines: readonly StockLine[], availableAt: AvailableAt): boolean {
  return lines.every(({ sku, quantity }) => {
    const available = availableAt(sku);
    return locations.reduce((units, location) => units + (available.get(location) ?? 0), 0) >= quantity;
  });
}

/** The sets of so many of the names, each in the names' order, the first by name first. */
function* setsOf(names: readonly string[], size: number): Generator<readonly string[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let i = 0; i + size <= names.length; i++) {
    for (const rest of setsOf(names.slice(i + 1), size - 1)) yield [names[i]!, ...rest];
  }
}
