import type {
  CustomerActionRequested,
  OrderCancelled,
  OrderConfirmed,
  OrderExpired,
  OrderRejected,
  PaymentRefunded,
  ShipmentDispatched,
} from '@windrose/contracts';
import type { Occasion } from '../domain/occasion';

export function orderConfirmed({ orderId, customerId, lines, total, shippingAddress }: OrderConfirmed): Occasion {
  return { template: 'order_confirmed', orderId, customerId, lines, total, shippingAddress };
}

export function orderRejected({ orderId, customerId, reason }: OrderRejected): Occasion {
  return { template: 'order_rejected', orderId, customerId, reason };
}

export function orderExpired({ orderId, customerId, reason }: OrderExpired): Occasion {
  return { template: 'order_expired', orderId, customerId, reason };
}

export function orderCancelled({ orderId, customerId, reason }: OrderCancelled): Occasion {
  return { template: 'order_cancelled', orderId, customerId, reason };
}

export function customerActionRequested({ orderId, customerId, nextAction }: CustomerActionRequested): Occasion {
  return { template: 'payment_action_required', orderId, customerId, nextAction };
}

export function shipmentDispatched({ orderId, customerId, shipmentId, lines }: ShipmentDispatched): Occasion {
  return { template: 'shipment_dispatched', orderId, customerId, shipmentId, lines };
}

export function paymentRefunded({ orderId, customerId, cause, shipmentId, amount }: PaymentRefunded): Occasion {
  return { template: 'payment_refunded', orderId, customerId, cause, shipmentId, amount };
}
