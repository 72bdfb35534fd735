import type { Money } from '../money';
import type { StockLine } from './inventory';

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
}

/** The pivot: from here on the order is shipped, or undone by refunds. Asks shipping for a shipment. */
export interface OrderConfirmed {
  readonly orderId: string;
  readonly customerId: string;
  readonly paymentId: string;
  readonly lines: readonly OrderLine[];
  readonly total: Money;
  readonly shippingAddress: Address;
}

export type OrderEndReason = 'out_of_stock' | 'payment_declined' | 'invalid_order';

export interface OrderRejected {
  readonly orderId: string;
  readonly customerId: string;
  readonly reason: { readonly code: OrderEndReason; readonly message: string };
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

export interface OrderCompleted {
  readonly orderId: string;
  readonly customerId: string;
}

export interface OrdersEvents {
  OrderPlaced: OrderPlaced;
  PaymentRequested: PaymentRequested;
  OrderConfirmed: OrderConfirmed;
  OrderRejected: OrderRejected;
  OrderLinesDispatched: OrderLinesDispatched;
  OrderLinesDelivered: OrderLinesDelivered;
  OrderCompleted: OrderCompleted;
}
