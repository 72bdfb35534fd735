import type { StockLine } from '../events/inventory';

export interface ListShipments {
  readonly orderId: string;
}

/** An operator's call on one shipment. */
export interface MoveShipment {
  readonly shipmentId: string;
}

export interface ShipmentView {
  readonly id: string;
  readonly orderId: string;
  readonly status: 'created' | 'dispatching' | 'dispatched' | 'delivered' | 'failed' | 'cancelled';
  readonly lines: readonly StockLine[];
}
