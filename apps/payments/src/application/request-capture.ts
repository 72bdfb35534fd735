import type { ShipmentDispatchRequested } from '@windrose/contracts';
import { changePayment, type Deciding } from './change-payment';

/** Records the intent to take a shipment's share before it leaves, and has the provider asked. */
export function requestCapture(request: ShipmentDispatchRequested, deciding: Deciding): Promise<void> {
  const { orderId, shipmentId, amount } = request;
  return changePayment(orderId, { type: 'RequestCapture', shipmentId, amount }, deciding);
}
