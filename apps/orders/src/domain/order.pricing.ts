import {
  ok,
  refused,
  type Money,
  type OrderLine,
  type OrderTotals,
  type ProductEntry,
  type Result,
  type StockLine,
} from '@windrose/contracts';
import type { Catalogue } from './catalogue';

export interface Priced {
  readonly lines: readonly OrderLine[];
  readonly totals: OrderTotals;
  readonly total: Money;
}

/** Every sku must be in the catalogue. Refuses lines that can't be added up: several currencies, or a sum too large to be exact. */
export function priceLines(lines: readonly StockLine[], catalogue: Catalogue): Result<Priced> {
  const priced = lines.map((line) => priceLine(line, catalogue.get(line.sku)));
  const currencies = new Set(priced.map((line) => line.unitPrice.currency));
  const [currency] = currencies;
  if (currency === undefined || currencies.size > 1) {
    return unpriceable(`all lines must have one currency, these have ${Array.from(currencies).join(', ')}`);
  }
  const items = priced.reduce((sum, line) => sum + line.unitPrice.amount * line.quantity, 0);
  if (!Number.isSafeInteger(items)) return unpriceable('the order is worth more than can be charged');
  const none: Money = { amount: 0, currency };
  const total: Money = { amount: items, currency };
  return ok({ lines: priced, totals: { items: total, shipping: none, tax: none, discount: none }, total });
}

function priceLine({ sku, quantity }: StockLine, entry: ProductEntry | undefined): OrderLine {
  if (!entry) throw new Error(`${sku} is not in the catalogue that was passed in`);
  return { sku, name: entry.name, quantity, unitPrice: entry.price };
}

function unpriceable(detail: string): Result<never> {
  return refused('invalid', 'The order can not be priced.', [{ pointer: '#/lines', detail }]);
}
