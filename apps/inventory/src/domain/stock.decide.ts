import { ok, refused, type AdjustStock, type EventOf, type InventoryEvents, type Result } from '@windrose/contracts';
import type { Product } from './product';

export type StockAdjustment = EventOf<Pick<InventoryEvents, 'StockAdjusted'>>;

/** The most units that one change brings or takes, so that sums stay far below what a number holds exactly. */
export const MOST_UNITS_AT_ONCE = 1_000_000_000;

/** Whether so much is available at all is decided by the posting, when it is applied. */
export function adjustStock(product: Product, command: AdjustStock): Result<readonly StockAdjustment[]> {
  const { sku, delta, reason } = command;
  if (product.situation === 'unknown') return refused('not_found', `There is no product ${sku}.`);
  if (!Number.isInteger(delta) || delta === 0 || Math.abs(delta) > MOST_UNITS_AT_ONCE) {
    return refused('invalid', 'The stock can not be adjusted like this.', [
      {
        pointer: '#/delta',
        detail: `must be a whole number other than 0, from ${-MOST_UNITS_AT_ONCE} to ${MOST_UNITS_AT_ONCE}`,
      },
    ]);
  }
  return ok([{ type: 'StockAdjusted', data: { sku, delta, reason } }]);
}
