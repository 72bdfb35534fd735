import type { StockLine } from '../events/inventory';

export interface ListShipments {
  readonly orderId: string;
}

export interface ShipmentView {
  readonly id: string;
  readonly orderId: string;
  readonly status: 'created' | 'dispatching' | 'dispatched' | 'delivered' | 'failed' | 'cancelled';
  readonly lines: readonly StockLine[];
}
