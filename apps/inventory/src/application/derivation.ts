import type { InventoryEvent } from '@windrose/contracts';
import type { Derivation } from '@windrose/event-log';
import { postingsOf } from '../domain/stock';

/** What there is of each product follows from all events. */
export const inventoryDerivation: Derivation = {
  postings: (event) => postingsOf(event as unknown as InventoryEvent),
};
