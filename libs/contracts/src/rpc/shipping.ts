import type { StockLine } from '../events/inventory';
import type { ReturnCondition } from '../events/shipping';
import type { Money } from '../money';

export interface ListShipments {
  readonly orderId: string;
}

/** An operator's call on one shipment. */
export interface MoveShipment {
  readonly shipmentId: string;
}

export interface FailShipment extends MoveShipment {
  readonly reason?: string;
}

/** Packs some of what has not been called for yet as a shipment of its own. */
export interface SplitShipment {
  /** Made by the edge. */
  readonly shipmentId: string;
  readonly orderId: string;
  readonly lines: readonly StockLine[];
}

export interface RequestReturn {
  /** Made by the edge. */
  readonly returnId: string;
  readonly orderId: string;
  readonly lines: readonly StockLine[];
  readonly reason: string;
}

export interface ReceiveReturn {
  readonly returnId: string;
  readonly condition: ReturnCondition;
}

export interface ReturnView {
  readonly id: string;
  readonly orderId: string;
  readonly status: 'requested' | 'received';
  readonly lines: readonly StockLine[];
  /** Refunded when it has been received. */
  readonly amount: Money;
  readonly reason: string;
  readonly condition: ReturnCondition | null;
}

export interface ShipmentView {
  readonly id: string;
  readonly orderId: string;
  readonly status: 'created' | 'dispatching' | 'dispatched' | 'delivered' | 'failed' | 'cancelled';
  readonly lines: readonly StockLine[];
  /** Its share of the order's total. */
  readonly amount: Money;
  /** Why it failed or was cancelled. */
  readonly reason: { readonly code: string; readonly message: string } | null;
}
