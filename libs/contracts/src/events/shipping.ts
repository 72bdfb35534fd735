import type { Money } from '../money';
import type { StockLine } from './inventory';
import type { Address, Reason } from './orders';

/** The order's part of shipping begins: from here on it can be packed, split, cancelled, and later returned. */
export interface FulfilmentStarted {
  readonly orderId: string;
  readonly customerId: string;
}

/** Every shipment of the order is cancelled: nothing leaves the house. */
export interface FulfilmentCancelled {
  readonly orderId: string;
}

/** A shipment had been called for already, so the order can't be cancelled. */
export interface FulfilmentCancellationRefused {
  readonly orderId: string;
  readonly message: string;
}

export interface ShipmentCreated {
  readonly orderId: string;
  readonly shipmentId: string;
  readonly customerId: string;
  readonly lines: readonly StockLine[];
  /** The shipment's share of the order's total, captured before it leaves. */
  readonly amount: Money;
  readonly shippingAddress: Address;
}

/** Some of a shipment's lines go with another one: what stays with it. */
export interface ShipmentReduced {
  readonly orderId: string;
  readonly shipmentId: string;
  readonly lines: readonly StockLine[];
  readonly amount: Money;
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

/** It will not arrive. Its share goes back to the customer. */
export interface ShipmentFailed {
  readonly orderId: string;
  readonly shipmentId: string;
  readonly customerId: string;
  readonly lines: readonly StockLine[];
  readonly amount: Money;
  /** Whether it had left the house: then its units are lost, else they are for sale again. */
  readonly dispatched: boolean;
  readonly reason: Reason;
}

/** It will not leave. Its units are for sale again, and its share is not captured. */
export interface ShipmentCancelled {
  readonly orderId: string;
  readonly shipmentId: string;
  readonly customerId: string;
  readonly lines: readonly StockLine[];
  readonly amount: Money;
  readonly reason: Reason;
}

export interface ReturnRequested {
  readonly orderId: string;
  readonly returnId: string;
  readonly customerId: string;
  readonly lines: readonly StockLine[];
  /** The lines' share of what was paid, refunded when they arrive. */
  readonly amount: Money;
  readonly reason: string;
}

export type ReturnCondition = 'sound' | 'damaged';

export interface ReturnReceived {
  readonly orderId: string;
  readonly returnId: string;
  readonly customerId: string;
  readonly lines: readonly StockLine[];
  readonly amount: Money;
  readonly condition: ReturnCondition;
}

export interface ShippingEvents {
  FulfilmentStarted: FulfilmentStarted;
  FulfilmentCancelled: FulfilmentCancelled;
  FulfilmentCancellationRefused: FulfilmentCancellationRefused;
  ShipmentCreated: ShipmentCreated;
  ShipmentReduced: ShipmentReduced;
  ShipmentDispatchRequested: ShipmentDispatchRequested;
  ShipmentDispatched: ShipmentDispatched;
  ShipmentDelivered: ShipmentDelivered;
  ShipmentFailed: ShipmentFailed;
  ShipmentCancelled: ShipmentCancelled;
  ReturnRequested: ReturnRequested;
  ReturnReceived: ReturnReceived;
}
