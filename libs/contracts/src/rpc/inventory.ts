import type { Money } from '../money';

export interface AddProduct {
  readonly sku: string;
  readonly name: string;
  readonly price: Money;
  readonly stock: number;
  readonly location?: string;
}

export interface ChangeProduct {
  readonly sku: string;
  readonly name?: string;
  readonly price?: Money;
  readonly active?: boolean;
}

export interface AdjustStock {
  readonly sku: string;
  readonly delta: number;
  readonly reason: string;
  readonly location?: string;
}

export interface GetProduct {
  readonly sku: string;
}

export interface ProductView {
  readonly sku: string;
  readonly name: string;
  readonly price: Money;
  readonly active: boolean;
  readonly available: number;
  readonly reserved: number;
  readonly sold: number;
  /** By location; only those that have or hold something. Adds up to the amounts above. */
  readonly locations: readonly {
    readonly location: string;
    readonly available: number;
    readonly reserved: number;
  }[];
}

/** What another service may copy of a product. `position` is the inventory log's, so that an older copy never wins. */
export interface ProductEntry {
  readonly sku: string;
  readonly name: string;
  readonly price: Money;
  readonly active: boolean;
  readonly position: number;
}

/** Asks whether the asked service has applied what concerns this key up to the inventory log's position. */
export interface CatalogueCaughtUp {
  readonly sku: string;
  readonly position: number;
}
