import type { InventoryEvents } from '@windrose/contracts';
import { projection, type RecordedEvent } from '@windrose/event-log';

export interface ProductRow {
  readonly sku: string;
  readonly name: string;
  readonly amount: number;
  readonly currency: string;
  readonly active: boolean;
}

/** One row for each product, to list them. Their stock is not here: it is read from the balances, up to date. */
export const products = projection<ProductRow>({
  name: 'products',
  version: 1,
  primaryKey: 'sku',
  columns: { sku: 'text', name: 'text', amount: 'bigint', currency: 'text', active: 'boolean' },
  keyOf: (event) => event.key,
  on: { ProductAdded: toRow, ProductChanged: toRow },
});

function toRow(_row: ProductRow | undefined, event: RecordedEvent): ProductRow {
  const { sku, name, price, active } = event.data as InventoryEvents['ProductAdded' | 'ProductChanged'];
  return { sku, name, amount: price.amount, currency: price.currency, active };
}
