import { derivedId } from '@windrose/platform';

/**
 * Of the shipments that an order is packed as at its confirmation, the n-th one, from 1. Derived, so that an order gives the
 * same shipments whoever packs it, and however often.
 */
export function nthShipmentOf(orderId: string, n: number): string {
  return derivedId(orderId, 'shipment', String(n));
}
