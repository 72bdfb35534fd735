import type { ShipmentCancelled, ShipmentFailed } from '@windrose/contracts';
import { changePayment, type Deciding } from './change-payment';

/** The shipment won't reach the customer: its share is given back, or never taken. */
export function dropShare(shipment: ShipmentFailed | ShipmentCancelled, deciding: Deciding): Promise<void> {
  const { orderId, shipmentId, amount } = shipment;
  return changePayment(orderId, { type: 'DropShare', shipmentId, amount }, deciding);
}
