import type { ProductView } from '@windrose/contracts';
import type { ListedProduct } from '../domain/product';
import { stockIn, type Amounts } from '../domain/stock';

export function productView(product: Omit<ListedProduct, 'situation'>, amounts: Amounts = {}): ProductView {
  const { sku, name, price, active } = product;
  return { sku, name, price, active, ...stockIn(amounts) };
}
