import type { Address, Money, NextAction, OrderLine, Reason, RefundCause, StockLine } from '@windrose/contracts';

interface AboutAnOrder {
  readonly orderId: string;
  readonly customerId: string;
}

export interface OrderConfirmedOccasion extends AboutAnOrder {
  readonly template: 'order_confirmed';
  readonly lines: readonly OrderLine[];
  readonly total: Money;
  readonly shippingAddress: Address;
}

/** An order that ends before anything of it was delivered. */
export interface OrderEndedOccasion extends AboutAnOrder {
  readonly template: 'order_rejected' | 'order_expired' | 'order_cancelled';
  readonly reason: Reason;
}

export interface PaymentActionRequiredOccasion extends AboutAnOrder {
  readonly template: 'payment_action_required';
  readonly nextAction: NextAction;
}

export interface ShipmentDispatchedOccasion extends AboutAnOrder {
  readonly template: 'shipment_dispatched';
  readonly shipmentId: string;
  readonly lines: readonly StockLine[];
}

export interface PaymentRefundedOccasion extends AboutAnOrder {
  readonly template: 'payment_refunded';
  readonly cause: RefundCause;
  /** Whose share it is taken from: a return may be refunded from several. */
  readonly shipmentId: string;
  readonly amount: Money;
}

/** Something that a customer is written to about, with all that the letter needs. Its discriminant names the template. */
export type Occasion =
  | OrderConfirmedOccasion
  | OrderEndedOccasion
  | PaymentActionRequiredOccasion
  | ShipmentDispatchedOccasion
  | PaymentRefundedOccasion;

/** Tells one occasion from every other: an e-mail about the same one is the same e-mail. */
export function identityOf(occasion: Occasion): string[] {
  switch (occasion.template) {
    case 'order_confirmed':
    case 'order_rejected':
    case 'order_expired':
    case 'order_cancelled':
    case 'payment_action_required':
      return [occasion.orderId, occasion.template];
    case 'shipment_dispatched':
      return [occasion.orderId, occasion.template, occasion.shipmentId];
    case 'payment_refunded':
      return [occasion.orderId, occasion.template, occasion.cause.id, occasion.shipmentId];
    default:
      return occasion satisfies never;
  }
}
