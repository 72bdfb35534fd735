import type { ShipmentView } from '@windrose/contracts';
import type { KnownShipment } from '../domain/shipment';

/** A shipment as others see it. */
export function shipmentView({ shipmentId, orderId, status, lines }: KnownShipment): ShipmentView {
  return { id: shipmentId, orderId, status, lines };
}
