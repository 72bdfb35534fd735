import type { ProductChanged } from '@windrose/contracts';
import type { Work } from '@windrose/event-log';
import { catalogueWrite } from '../persistence/catalogue-store';

/** Keeps what an order needs of a product, as it is since this position of inventory's log. */
export function keepProduct(work: Work, { sku, name, price, active }: ProductChanged, position: number): void {
  work.write([catalogueWrite({ sku, name, price, active, position })]);
}
