import { DEFAULT_LOCATION, type InventoryEvent } from '@windrose/contracts';
import { allocationsOf, type Allocations } from './allocations';

/**
 * Where the units of a product are: for sale or held by orders, each at a location, or gone with a shipment.
 * No account may go below zero: the log refuses such a change, so nothing is ever sold twice.
 */
export type StockAccount = Located<'available'> | Located<'reserved'> | 'sold';

/** The default location's account has the plain name, as it had when there was only one location. */
type Located<Kind extends string> = Kind | `${Kind}@${string}`;

/** A change of one account of one product. */
export interface StockPosting {
  readonly owner: string;
  readonly account: StockAccount;
  readonly delta: number;
}

/** What a product has in each account. One that nothing was ever posted to is missing. */
export type Amounts = Readonly<Record<string, number>>;

/** What is for sale of a product, by location. */
export type AvailableAt = (sku: string) => ReadonlyMap<string, number>;

export interface ProductStock {
  readonly available: number;
  readonly reserved: number;
  readonly sold: number;
  /** By name; only those that have or hold something. */
  readonly locations: readonly { readonly location: string; readonly available: number; readonly reserved: number }[];
}

/**
 * What events do to the stock, each account once. The only place that says so: the balances are the sum of it over the
 * log, and can be made again from it.
 */
export function postingsOf(...events: readonly InventoryEvent[]): readonly StockPosting[] {
  const postings = new Map<string, StockPosting>();
  for (const posting of events.flatMap(movesOf)) {
    const { owner, account } = posting;
    const name = `${owner} ${account}`;
    postings.set(name, { owner, account, delta: posting.delta + (postings.get(name)?.delta ?? 0) });
  }
  return [...postings.values()].filter(({ delta }) => delta !== 0);
}

/** What is for sale of a product, by location. */
export function availableIn(amounts: Amounts): ReadonlyMap<string, number> {
  const available = new Map<string, number>();
  for (const [account, amount] of Object.entries(amounts)) {
    const { kind, location } = partsOf(account);
    if (kind === 'available') available.set(location, amount);
  }
  return available;
}

/** What is for sale of a product, over all locations. */
export function availableTotal(amounts: Amounts): number {
  let total = 0;
  for (const available of availableIn(amounts).values()) total += available;
  return total;
}

export function stockIn(amounts: Amounts): ProductStock {
  const total = { available: 0, reserved: 0, sold: 0 };
  const locations = new Map<string, { location: string; available: number; reserved: number }>();
  for (const [account, amount] of Object.entries(amounts)) {
    const { kind, location } = partsOf(account);
    if (amount === 0 || !(kind === 'available' || kind === 'reserved' || kind === 'sold')) continue;
    total[kind] += amount;
    if (kind === 'sold') continue;
    const at = locations.get(location) ?? { location, available: 0, reserved: 0 };
    locations.set(location, { ...at, [kind]: amount });
  }
  return { ...total, locations: [...locations.values()].sort((a, b) => (a.location < b.location ? -1 : 1)) };
}

function movesOf(event: InventoryEvent): readonly StockPosting[] {
  switch (event.type) {
    case 'ProductAdded': {
      const { sku, stock, location } = event.data;
      return [{ owner: sku, account: at('available', location), delta: stock }];
    }
    case 'StockAdjusted': {
      const { sku, delta, location } = event.data;
      return [{ owner: sku, account: at('available', location), delta }];
    }
    case 'StockReserved':
      return move(allocationsOf(event.data), 'available', 'reserved');
    case 'StockReservationReleased':
      return move(allocationsOf(event.data), 'reserved', 'available');
    case 'StockDispatched':
      return move(allocationsOf(event.data), 'reserved', 'sold');
    case 'StockReturned':
      return move(event.data.allocations, 'sold', 'available');
    case 'StockLost':
      return event.data.lines.map(({ sku, quantity }) => ({ owner: sku, account: 'sold', delta: -quantity }));
    case 'ProductChanged':
    case 'StockReservationRejected':
    case 'SoldOut':
    case 'BackInStock':
    case 'LowStock':
    case 'StockReplenished':
      return [];
    default:
      return event satisfies never;
  }
}

type Kind = 'available' | 'reserved' | 'sold';

function move(allocations: Allocations, from: Kind, to: Kind): readonly StockPosting[] {
  return allocations.flatMap(({ sku, quantity, location }): StockPosting[] => [
    { owner: sku, account: at(from, location), delta: -quantity },
    { owner: sku, account: at(to, location), delta: quantity },
  ]);
}

function at(kind: Kind, location = DEFAULT_LOCATION): StockAccount {
  // What has left is nowhere.
  return kind === 'sold' || location === DEFAULT_LOCATION ? kind : `${kind}@${location}`;
}

function partsOf(account: string): { readonly kind: string; readonly location: string } {
  const [kind = account, location = DEFAULT_LOCATION] = account.split('@');
  return { kind, location };
}
