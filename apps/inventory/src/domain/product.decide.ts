import {
  DEFAULT_LOCATION,
  ok,
  refused,
  type AddProduct,
  type ChangeProduct,
  type InputError,
  type Result,
} from '@windrose/contracts';
import { locationErrors } from './location';
import type { Product, ProductEvent } from './product';
import { MOST_UNITS_AT_ONCE } from './stock.decide';

export function addProduct(product: Product, command: AddProduct): Result<readonly ProductEvent[]> {
  const { sku, name, price, stock, location = DEFAULT_LOCATION } = command;
  if (product.situation === 'listed') return refused('conflict', `The product ${sku} exists already.`);
  const errors = [...stockErrors(stock), ...locationErrors(location)];
  if (errors.length > 0) return refused('invalid', 'The product can not be added like this.', errors);
  return ok([{ type: 'ProductAdded', data: { sku, name, price, active: true, stock, location } }]);
}

/** Decides nothing when the product is already as asked. */
export function changeProduct(product: Product, command: ChangeProduct): Result<readonly ProductEvent[]> {
  if (product.situation === 'unknown') return refused('not_found', `There is no product ${command.sku}.`);
  const { sku } = product;
  const name = command.name ?? product.name;
  const price = command.price ?? product.price;
  const active = command.active ?? product.active;
  const samePrice = price.amount === product.price.amount && price.currency === product.price.currency;
  if (samePrice && name === product.name && active === product.active) return ok([]);
  return ok([{ type: 'ProductChanged', data: { sku, name, price, active } }]);
}

function stockErrors(stock: number): readonly InputError[] {
  if (Number.isInteger(stock) && stock >= 0 && stock <= MOST_UNITS_AT_ONCE) return [];
  return [{ pointer: '#/stock', detail: `must be a whole number from 0 to ${MOST_UNITS_AT_ONCE}` }];
}
