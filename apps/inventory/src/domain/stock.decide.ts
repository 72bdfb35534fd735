import {
  DEFAULT_LOCATION,
  ok,
  refused,
  type AdjustStock,
  type EventOf,
  type InventoryEvents,
  type Result,
} from '@windrose/contracts';
import { locationErrors } from './location';
import type { Product } from './product';

export type StockAdjustment = EventOf<Pick<InventoryEvents, 'StockAdjusted'>>;

/** The most units that one change brings or takes, so that sums stay far below what a number holds exactly. */
export const MOST_UNITS_AT_ONCE = 1_000_000_000;

/**
 * Takes no more than is for sale at that location: what orders hold stays. `availableAt` is what was read; the log has
 * the last word when the change is applied.
 */
export function adjustStock(
  product: Product,
  command: AdjustStock,
  availableAt: ReadonlyMap<string, number>,
): Result<readonly StockAdjustment[]> {
  const { sku, delta, reason, location = DEFAULT_LOCATION } = command;
  if (product.situation === 'unknown') return refused('not_found', `There is no product ${sku}.`);
  const errors = [...deltaErrors(delta), ...locationErrors(location)];
  if (errors.length > 0) return refused('invalid', 'The stock can not be adjusted like this.', errors);
  const available = availableAt.get(location) ?? 0;
  if (available + delta < 0) {
    return refused('conflict', `Only ${available} of ${sku} are available at ${location}, not ${-delta}.`);
  }
  return ok([{ type: 'StockAdjusted', data: { sku, delta, reason, location } }]);
}

function deltaErrors(delta: number) {
  if (Number.isInteger(delta) && delta !== 0 && Math.abs(delta) <= MOST_UNITS_AT_ONCE) return [];
  const detail = `must be a whole number other than 0, from ${-MOST_UNITS_AT_ONCE} to ${MOST_UNITS_AT_ONCE}`;
  return [{ pointer: '#/delta', detail }];
}
