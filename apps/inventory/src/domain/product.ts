import type { InventoryEvents, EventOf, Money } from '@windrose/contracts';

/** What concerns the catalogue side of a product. Its stock is kept in balances (see stock.ts). */
export type ProductEvent = EventOf<Pick<InventoryEvents, 'ProductAdded' | 'ProductChanged'>>;

export interface ListedProduct {
  readonly situation: 'listed';
  readonly sku: string;
  readonly name: string;
  readonly price: Money;
  /** Only active products can be ordered. */
  readonly active: boolean;
}

export type Product = { readonly situation: 'unknown' } | ListedProduct;

function evolve(_product: Product, event: ProductEvent): Product {
  switch (event.type) {
    case 'ProductAdded':
    case 'ProductChanged': {
      const { sku, name, price, active } = event.data;
      return { situation: 'listed', sku, name, price, active };
    }
    default:
      return event satisfies never;
  }
}

export const product = { initialState: { situation: 'unknown' } as Product, evolve };
