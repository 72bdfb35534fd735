import type { ShipmentView } from '@windrose/contracts';
import { linesOf } from '../domain/contents';
import type { KnownShipment } from '../domain/shipment';

/** A shipment as others see it. */
export function shipmentView(shipment: KnownShipment): ShipmentView {
  const { shipmentId, orderId, status, contents, amount } = shipment;
  const reason = shipment.status === 'failed' || shipment.status === 'cancelled' ? shipment.reason : null;
  return { id: shipmentId, orderId, status, lines: linesOf(contents), amount, reason };
}
