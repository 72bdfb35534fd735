import type { OrderConfirmed, OrderRejected, ShipmentDispatched } from '@windrose/contracts';
import type { Occasion } from '../domain/occasion';

export function orderConfirmed({ orderId, customerId, lines, total, shippingAddress }: OrderConfirmed): Occasion {
  return { template: 'order_confirmed', orderId, customerId, lines, total, shippingAddress };
}

export function orderRejected({ orderId, customerId, reason }: OrderRejected): Occasion {
  return { template: 'order_rejected', orderId, customerId, reason };
}

export function shipmentDispatched({ orderId, customerId, shipmentId, lines }: ShipmentDispatched): Occasion {
  return { template: 'shipment_dispatched', orderId, customerId, shipmentId, lines };
}
