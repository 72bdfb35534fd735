import { DEFAULT_LOCATION, type Money, type OrderLine, type StockAllocation } from '@windrose/contracts';
import { apportion } from './apportion';
import type { Contents } from './contents';

/** What packing needs to know of a confirmed order. */
export interface OrderToPack {
  readonly lines: readonly Pick<OrderLine, 'sku' | 'quantity' | 'unitPrice'>[];
  /** All that the customer pays: items, shipping and tax, less the discount. */
  readonly total: Money;
  /** Where its units are. Missing in old events: all at the default location. */
  readonly allocations?: readonly StockAllocation[];
}

/**
 * One parcel for each stock location, by name. The total is shared among them to the cent: what isn't an item's price
 * (shipping, tax, discount) goes with the items by their value, so each parcel can be paid, and refunded, by itself.
 */
export function packByLocation({ lines, total, allocations }: OrderToPack): readonly Contents[] {
  const items = itemsOf(lines);
  const shares = apportion(total.amount, weightsOf(items));
  const contents = items.flatMap(({ sku, quantity }, i): Contents => {
    const places = allocations?.filter((part) => part.sku === sku) ?? [];
    const parts = places.length > 0 ? places : [{ sku, quantity, location: DEFAULT_LOCATION }];
    const amounts = apportion(
      shares[i]!,
      parts.map((part) => part.quantity),
    );
    return parts.map((part, n) => ({
      sku,
      quantity: part.quantity,
      location: part.location,
      amount: { amount: amounts[n]!, currency: total.currency },
    }));
  });
  const locations = [...new Set(contents.map(({ location }) => location))].sort();
  return locations.map((location) => contents.filter((content) => content.location === location));
}

interface Item {
  readonly sku: string;
  readonly quantity: number;
  readonly value: number;
}

/** An order may name a sku twice; a parcel knows it once. */
function itemsOf(lines: OrderToPack['lines']): readonly Item[] {
  const items = new Map<string, Item>();
  for (const { sku, quantity, unitPrice } of lines) {
    const { quantity: units = 0, value = 0 } = items.get(sku) ?? {};
    items.set(sku, { sku, quantity: units + quantity, value: value + quantity * unitPrice.amount });
  }
  return [...items.values()];
}

/** By value; where all is free, what is to be paid nevertheless goes by the piece. */
function weightsOf(items: readonly Item[]): readonly number[] {
  return items.some(({ value }) => value > 0) ? items.map(({ value }) => value) : items.map((item) => item.quantity);
}
