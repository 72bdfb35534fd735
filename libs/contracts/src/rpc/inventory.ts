import type { Money } from '../money';

export interface AddProduct {
  readonly sku: string;
  readonly name: string;
  readonly price: Money;
  readonly stock: number;
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
