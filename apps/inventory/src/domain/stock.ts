import type { InventoryEvent, StockLine } from '@windrose/contracts';

/**
 * Where the units of a product are: for sale, held by orders, or gone with a shipment.
 * No account may go below zero: the log refuses such a change, so nothing is ever sold twice.
 */
export type StockAccount = 'available' | 'reserved' | 'sold';

/** A change of one account of one product. */
export interface StockPosting {
  readonly owner: string;
  readonly account: StockAccount;
  readonly delta: number;
}

/**
 * What an event does to the stock. The only place that says so: the balances are the sum of it over the log,
 * and can be made again from it.
 */
export function postingsOf(event: InventoryEvent): readonly StockPosting[] {
  switch (event.type) {
    case 'ProductAdded':
      return event.data.stock === 0 ? [] : [{ owner: event.data.sku, account: 'available', delta: event.data.stock }];
    case 'ProductChanged':
      return [];
    case 'StockAdjusted':
      return [{ owner: event.data.sku, account: 'available', delta: event.data.delta }];
    case 'StockReserved':
      return move(event.data.lines, 'available', 'reserved');
    case 'StockReservationRejected':
      return [];
    case 'StockReservationReleased':
      return move(event.data.lines, 'reserved', 'available');
    case 'StockDispatched':
      return move(event.data.lines, 'reserved', 'sold');
    default:
      return event satisfies never;
  }
}

/** The lines of a reservation's events name each sku once. */
function move(lines: readonly StockLine[], from: StockAccount, to: StockAccount): readonly StockPosting[] {
  return lines.flatMap(({ sku, quantity }): StockPosting[] => [
    { owner: sku, account: from, delta: -quantity },
    { owner: sku, account: to, delta: quantity },
  ]);
}
