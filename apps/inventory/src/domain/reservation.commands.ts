import type { ReturnCondition, StockAllocation, StockLine } from '@windrose/contracts';

export interface ReserveStock {
  readonly orderId: string;
  readonly lines: readonly StockLine[];
}

/** What happened to a shipment, in shipping's words. Without allocations (old events) its units are at the default location. */
export interface ShipmentUnits {
  readonly orderId: string;
  readonly shipmentId: string;
  readonly lines: readonly StockLine[];
  readonly allocations?: readonly StockAllocation[];
}

export interface ReturnedUnits {
  readonly orderId: string;
  readonly returnId: string;
  readonly lines: readonly StockLine[];
  readonly condition: ReturnCondition;
}
