import { integerFrom, type Env } from '@windrose/platform';

export interface InventoryConfig {
  /** LOW_STOCK_THRESHOLD: so many units of a product or less are a low stock. Default 5; 0: only when none is left. */
  readonly lowStockThreshold: number;
}

const HIGHEST_THRESHOLD = 1_000_000_000;

export function inventoryConfig(env: Env = process.env): InventoryConfig {
  return {
    lowStockThreshold: integerFrom(env, 'LOW_STOCK_THRESHOLD', { min: 0, max: HIGHEST_THRESHOLD, fallback: 5 }),
  };
}
