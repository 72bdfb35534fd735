import type { Money } from '../money';

export interface StockLine {
  readonly sku: string;
  readonly quantity: number;
}

export interface ProductAdded {
  readonly sku: string;
  readonly name: string;
  readonly price: Money;
  readonly active: boolean;
  readonly stock: number;
}

/** The product as it is from now on, complete. */
export interface ProductChanged {
  readonly sku: string;
  readonly name: string;
  readonly price: Money;
  readonly active: boolean;
}

export interface StockAdjusted {
  readonly sku: string;
  readonly delta: number;
  readonly reason: string;
}

export interface StockReserved {
  readonly orderId: string;
  readonly lines: readonly StockLine[];
}

export interface StockShortage {
  readonly sku: string;
  readonly requested: number;
  readonly available: number;
}

export interface StockReservationRejected {
  readonly orderId: string;
  readonly code: 'out_of_stock';
  readonly shortages: readonly StockShortage[];
}

export interface StockReservationReleased {
  readonly orderId: string;
  readonly lines: readonly StockLine[];
}

export interface StockDispatched {
  readonly orderId: string;
  readonly shipmentId: string;
  readonly lines: readonly StockLine[];
}

export interface InventoryEvents {
  ProductAdded: ProductAdded;
  ProductChanged: ProductChanged;
  StockAdjusted: StockAdjusted;
  StockReserved: StockReserved;
  StockReservationRejected: StockReservationRejected;
  StockReservationReleased: StockReservationReleased;
  StockDispatched: StockDispatched;
}
