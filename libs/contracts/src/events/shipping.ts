import type { Money } from '../money';
import type { StockLine } from './inventory';
import type { Address } from './orders';

export interface ShipmentCreated {
  readonly orderId: string;
  readonly shipmentId: string;
  readonly customerId: string;
  readonly lines: readonly StockLine[];
  /** The shipment's share of the order's total, captured before it leaves. */
  readonly amount: Money;
  readonly shippingAddress: Address;
}

/** Asks payments to capture the shipment's share. */
export interface ShipmentDispatchRequested {
  readonly orderId: string;
  readonly shipmentId: string;
  readonly amount: Money;
}

export interface ShipmentDispatched {
  readonly orderId: string;
  readonly shipmentId: string;
  readonly customerId: string;
  readonly lines: readonly StockLine[];
}

export interface ShipmentDelivered {
  readonly orderId: string;
  readonly shipmentId: string;
  readonly customerId: string;
  readonly lines: readonly StockLine[];
}

export interface ShippingEvents {
  ShipmentCreated: ShipmentCreated;
  ShipmentDispatchRequested: ShipmentDispatchRequested;
  ShipmentDispatched: ShipmentDispatched;
  ShipmentDelivered: ShipmentDelivered;
}
