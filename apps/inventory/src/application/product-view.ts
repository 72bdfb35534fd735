import type { ProductView } from '@windrose/contracts';
import type { ListedProduct } from '../domain/product';
import type { StockAccount } from '../domain/stock';

/** What a product has in each account. One that nothing was ever posted to is missing. */
export type Amounts = Readonly<Partial<Record<StockAccount, number>>>;

export function productView(product: Omit<ListedProduct, 'situation'>, amounts: Amounts = {}): ProductView {
  const { sku, name, price, active } = product;
  const { available = 0, reserved = 0, sold = 0 } = amounts;
  return { sku, name, price, active, available, reserved, sold };
}
