import type { ProductEntry } from '@windrose/contracts';

/** The products that an order names, as the orders service knows them at the moment of placing; by sku. */
export type Catalogue = ReadonlyMap<string, ProductEntry>;
