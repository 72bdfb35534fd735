import type { ShippingEvent } from '@windrose/contracts';
import type { Fulfilment } from './fulfilment';
import type { KnownShipment } from './shipment';

/** An order's part of shipping with all of its shipments, as it is read for a decision on more than one of them. */
export interface PackedOrder {
  readonly orderId: string;
  readonly fulfilment: Fulfilment;
  /** In the order of their making. */
  readonly shipments: readonly KnownShipment[];
}

/** Orders that were packed before there was a fulfilment begin theirs with whatever is decided on them first. */
export function beginning({ orderId, fulfilment, shipments }: PackedOrder): readonly ShippingEvent[] {
  const [first] = shipments;
  if (fulfilment.situation !== 'none' || first === undefined) return [];
  const shipmentIds = shipments.map(({ shipmentId }) => shipmentId);
  return [{ type: 'FulfilmentStarted', data: { orderId, customerId: first.customerId, shipmentIds } }];
}
