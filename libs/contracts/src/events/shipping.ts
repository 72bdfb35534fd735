import type { Money } from '../money';
import type { StockAllocation, StockLine } from './inventory';
import type { Address, Reason } from './orders';

/** The order's part of shipping begins: from here on it can be packed, split, cancelled, and later returned. */
export interface FulfilmentStarted {
  readonly orderId: string;
  readonly customerId: string;
  /** What it is packed as to begin with: one shipment for each stock location. */
  readonly shipmentIds: readonly string[];
}

/** Some of what had been packed goes as a shipment of its own. */
export interface FulfilmentSplit {
  readonly orderId: string;
  readonly shipmentId: string;
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

/** Units of one product in a shipment: where they are taken from, and their share of the order's total. */
export interface ShipmentContent extends StockAllocation {
  readonly amount: Money;
}

export interface ShipmentCreated {
  readonly orderId: string;
  readonly shipmentId: string;
  readonly customerId: string;
  readonly lines: readonly StockLine[];
  /** Adds up to the lines and the amount. Missing in old events: all at the default location. */
  readonly contents?: readonly ShipmentContent[];
  /** The shipment's share of the order's total, captured before it leaves. */
  readonly amount: Money;
  readonly shippingAddress: Address;
}

/** Some of a shipment's lines go with another one: what stays with it. */
export interface ShipmentReduced {
  readonly orderId: string;
  readonly shipmentId: string;
  readonly lines: readonly StockLine[];
  readonly contents: readonly ShipmentContent[];
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
  /** Where its units come from. Missing in old events: the default location. */
  readonly allocations?: readonly StockAllocation[];
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
  /** Where its units come from. Missing in old events: the default location. */
  readonly allocations?: readonly StockAllocation[];
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
  /** Where its units come from. Missing in old events: the default location. */
  readonly allocations?: readonly StockAllocation[];
  readonly amount: Money;
  readonly reason: Reason;
}

/** Units of one product with their share of what was paid. */
export interface LineShare extends StockLine {
  readonly amount: Money;
}

export interface ReturnRequested {
  readonly orderId: string;
  readonly returnId: string;
  readonly customerId: string;
  readonly lines: readonly LineShare[];
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
  FulfilmentSplit: FulfilmentSplit;
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
