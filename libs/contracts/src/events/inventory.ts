import type { Money } from '../money';

export interface StockLine {
  readonly sku: string;
  readonly quantity: number;
}

/** Units of one product at one stock location. */
export interface StockAllocation extends StockLine {
  readonly location: string;
}

/** Where stock is kept when nobody names a place. */
export const DEFAULT_LOCATION = 'main';

export interface ProductAdded {
  readonly sku: string;
  readonly name: string;
  readonly price: Money;
  readonly active: boolean;
  readonly stock: number;
  /** Where the stock is. Missing in old events: the default location. */
  readonly location?: string;
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
  /** Missing in old events: the default location. */
  readonly location?: string;
}

export interface StockReserved {
  readonly orderId: string;
  readonly lines: readonly StockLine[];
  /** Which location holds what: adds up to the lines. Missing in old events: all at the default location. */
  readonly allocations?: readonly StockAllocation[];
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

/** Units that were held for an order are for sale again: all that is left, or those of one shipment. */
export interface StockReservationReleased {
  readonly orderId: string;
  readonly shipmentId?: string;
  readonly lines: readonly StockLine[];
  readonly allocations?: readonly StockAllocation[];
}

export interface StockDispatched {
  readonly orderId: string;
  readonly shipmentId: string;
  readonly lines: readonly StockLine[];
  readonly allocations?: readonly StockAllocation[];
}

/** Units came back sound and are for sale again. */
export interface StockReturned {
  readonly orderId: string;
  readonly returnId: string;
  readonly lines: readonly StockLine[];
  readonly allocations: readonly StockAllocation[];
}

/** Units that had left the house are gone: a shipment failed on its way, or a return came back damaged. */
export interface StockLost {
  readonly orderId: string;
  readonly shipmentId?: string;
  readonly returnId?: string;
  readonly lines: readonly StockLine[];
}

/** The last unit of a product is taken. */
export interface SoldOut {
  readonly sku: string;
}

/** A product that could not be bought can be bought again. */
export interface BackInStock {
  readonly sku: string;
  readonly available: number;
}

/** A product is running out. */
export interface LowStock {
  readonly sku: string;
  readonly available: number;
  readonly threshold: number;
}

/** A product that was running out no longer is. */
export interface StockReplenished {
  readonly sku: string;
  readonly available: number;
  readonly threshold: number;
}

export interface InventoryEvents {
  ProductAdded: ProductAdded;
  ProductChanged: ProductChanged;
  StockAdjusted: StockAdjusted;
  StockReserved: StockReserved;
  StockReservationRejected: StockReservationRejected;
  StockReservationReleased: StockReservationReleased;
  StockDispatched: StockDispatched;
  StockReturned: StockReturned;
  StockLost: StockLost;
  SoldOut: SoldOut;
  BackInStock: BackInStock;
  LowStock: LowStock;
  StockReplenished: StockReplenished;
}
