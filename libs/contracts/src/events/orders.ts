import type { Money } from '../money';
import type { StockAllocation, StockLine } from './inventory';

export interface OrderLine {
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly unitPrice: Money;
}

export interface Address {
  readonly name: string;
  readonly street: string;
  readonly city: string;
  readonly postalCode: string;
  readonly country: string;
}

/** What the order costs, by kind. Zero where nothing is charged. */
export interface OrderTotals {
  readonly items: Money;
  readonly shipping: Money;
  readonly tax: Money;
  readonly discount: Money;
}

/** The order as accepted; at the same time the request to reserve its stock. */
export interface OrderPlaced {
  readonly orderId: string;
  readonly customerId: string;
  readonly lines: readonly OrderLine[];
  readonly totals: OrderTotals;
  readonly total: Money;
  readonly shippingAddress: Address;
  readonly paymentToken: string;
}

/** Asks payments to authorise the whole amount. */
export interface PaymentRequested {
  readonly orderId: string;
  readonly paymentId: string;
  readonly customerId: string;
  readonly amount: Money;
  readonly token: string;
  /** Where the units are that were just reserved: the order knows it from here on. Missing in old events: the default location. */
  readonly allocations?: readonly StockAllocation[];
}

/** What the customer has to do before the payment can go on. */
export interface NextAction {
  readonly type: string;
  readonly url: string;
}

/** The payment waits for its customer, as long as the reservation holds. */
export interface CustomerActionRequested {
  readonly orderId: string;
  readonly customerId: string;
  readonly paymentId: string;
  readonly nextAction: NextAction;
}

/** The pivot: from here on the order is shipped, or undone by refunds. Asks shipping for a shipment. */
export interface OrderConfirmed {
  readonly orderId: string;
  readonly customerId: string;
  readonly paymentId: string;
  readonly lines: readonly OrderLine[];
  readonly totals: OrderTotals;
  readonly total: Money;
  readonly shippingAddress: Address;
  /** Where the reserved units are, so that shipping can pack by location. */
  readonly allocations: readonly StockAllocation[];
}

export interface Reason<Code extends string = string> {
  readonly code: Code;
  readonly message: string;
}

export type RejectionCode = 'out_of_stock' | 'payment_declined' | 'invalid_order';
export type ExpiryCode = 'payment_timeout' | 'reservation_expired' | 'deadline';
export type CancellationCode = 'customer_request' | 'operator_request' | 'shipment_failed';

/** What somebody wanted to order, as far as it is known when it can't be. */
export interface AskedOrder {
  readonly lines: readonly StockLine[];
  readonly shippingAddress: Address;
}

/** An end: whatever was reserved is released, whatever was authorised is voided. */
export interface OrderRejected {
  readonly orderId: string;
  readonly customerId: string;
  readonly reason: Reason<RejectionCode>;
  /** Only for an order that was accepted by the edge and could never be placed: then this is the stream's first event. */
  readonly asked?: AskedOrder;
}

/** An end: a deadline passed before the order was confirmed. */
export interface OrderExpired {
  readonly orderId: string;
  readonly customerId: string;
  readonly reason: Reason<ExpiryCode>;
}

/** Asks shipping to cancel every shipment of a confirmed order, or to say that one has been called for already. */
export interface OrderCancellationRequested {
  readonly orderId: string;
  readonly customerId: string;
  readonly reason: Reason<CancellationCode>;
}

/** A dispatch was faster than the cancellation: the order goes on. */
export interface OrderCancellationRefused {
  readonly orderId: string;
  readonly customerId: string;
  readonly message: string;
}

/** An end: nothing more is delivered; what is not captured is voided. */
export interface OrderCancelled {
  readonly orderId: string;
  readonly customerId: string;
  readonly reason: Reason<CancellationCode>;
}

/** Some of the order's lines have left the house. */
export interface OrderLinesDispatched {
  readonly orderId: string;
  readonly shipmentId: string;
  readonly lines: readonly StockLine[];
}

/** Some of the order's lines have reached the customer. */
export interface OrderLinesDelivered {
  readonly orderId: string;
  readonly shipmentId: string;
  readonly lines: readonly StockLine[];
}

/** Some of the order's lines will not reach the customer: their shipment failed or was cancelled. */
export interface OrderLinesDropped {
  readonly orderId: string;
  readonly shipmentId: string;
  readonly lines: readonly StockLine[];
  readonly reason: Reason;
}

/** Some of the order's lines have come back. */
export interface OrderLinesReturned {
  readonly orderId: string;
  readonly returnId: string;
  readonly lines: readonly StockLine[];
}

/** The good end: all that was not dropped is delivered and captured. What is not captured is voided. */
export interface OrderCompleted {
  readonly orderId: string;
  readonly customerId: string;
}

export interface OrdersEvents {
  OrderPlaced: OrderPlaced;
  PaymentRequested: PaymentRequested;
  CustomerActionRequested: CustomerActionRequested;
  OrderConfirmed: OrderConfirmed;
  OrderRejected: OrderRejected;
  OrderExpired: OrderExpired;
  OrderCancellationRequested: OrderCancellationRequested;
  OrderCancellationRefused: OrderCancellationRefused;
  OrderCancelled: OrderCancelled;
  OrderLinesDispatched: OrderLinesDispatched;
  OrderLinesDelivered: OrderLinesDelivered;
  OrderLinesDropped: OrderLinesDropped;
  OrderLinesReturned: OrderLinesReturned;
  OrderCompleted: OrderCompleted;
}
