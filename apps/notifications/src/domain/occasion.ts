import type { Address, Money, OrderLine, StockLine } from '@windrose/contracts';

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

export interface OrderRejectedOccasion extends AboutAnOrder {
  readonly template: 'order_rejected';
  readonly reason: { readonly code: string; readonly message: string };
}

export interface ShipmentDispatchedOccasion extends AboutAnOrder {
  readonly template: 'shipment_dispatched';
  readonly shipmentId: string;
  readonly lines: readonly StockLine[];
}

/** Something that a customer is written to about, with all that the letter needs. Its discriminant names the template. */
export type Occasion = OrderConfirmedOccasion | OrderRejectedOccasion | ShipmentDispatchedOccasion;

/** Tells one occasion from every other: an e-mail about the same one is the same e-mail. */
export function identityOf(occasion: Occasion): string[] {
  switch (occasion.template) {
    case 'order_confirmed':
    case 'order_rejected':
      return [occasion.orderId, occasion.template];
    case 'shipment_dispatched':
      return [occasion.orderId, occasion.template, occasion.shipmentId];
    default:
      return occasion satisfies never;
  }
}
