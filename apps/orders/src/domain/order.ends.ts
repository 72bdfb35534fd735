import type {
  CancellationCode,
  ExpiryCode,
  OrderPlaced,
  OrdersEvent,
  Reason,
  RejectionCode,
} from '@windrose/contracts';

/*
 * The ends before delivery. Each is decided at once: inventory and payments hear of it and let go of what they hold.
 */

export function orderRejected(placed: OrderPlaced, code: RejectionCode, message: string): OrdersEvent {
  return { type: 'OrderRejected', data: { ...parties(placed), reason: { code, message } } };
}

export function orderExpired(placed: OrderPlaced, code: ExpiryCode, message: string): OrdersEvent {
  return { type: 'OrderExpired', data: { ...parties(placed), reason: { code, message } } };
}

export function orderCancelled(placed: OrderPlaced, reason: Reason<CancellationCode>): OrdersEvent {
  return { type: 'OrderCancelled', data: { ...parties(placed), reason } };
}

/** Whom every event about an order's fate names. */
export function parties({ orderId, customerId }: OrderPlaced): {
  readonly orderId: string;
  readonly customerId: string;
} {
  return { orderId, customerId };
}
