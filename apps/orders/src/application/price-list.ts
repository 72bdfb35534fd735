import type { ProductEntry } from '@windrose/contracts';
import type { Catalogue } from '../domain/catalogue';

/** Where product entries come from. Products that are not known there are missing from the answer. */
export interface EntrySource {
  read(skus: readonly string[]): Promise<ReadonlyMap<string, ProductEntry>>;
}

/**
 * The prices that an order is placed at. They come from the service's own copy of the catalogue; a product that is
 * newer than the copy is asked for where it is kept. Such an answer isn't added to the copy: only the product's events
 * write there, in their order, so an older price can never overwrite a newer one.
 */
export class PriceList {
  constructor(
    private readonly copy: EntrySource,
    private readonly inventory: EntrySource,
  ) {}

  /** @throws ServiceUnavailable when an unknown product can't be asked for: then nobody knows whether it exists */
  async entriesOf(skus: readonly string[]): Promise<Catalogue> {
    const wanted = [...new Set(skus)];
    const known = await this.copy.read(wanted);
    const unknown = wanted.filter((sku) => !known.has(sku));
    if (unknown.length === 0) return known;
    return new Map([...known, ...(await this.inventory.read(unknown))]);
  }
}
