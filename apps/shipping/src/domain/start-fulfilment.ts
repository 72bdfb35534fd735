import type { Address, ShippingEvent } from '@windrose/contracts';
import type { PackedOrder } from './packed-order';
import { packByLocation, type OrderToPack } from './packing';
import { unknownShipment } from './shipment';
import { decide } from './shipment.decide';

export interface ConfirmedOrder extends OrderToPack {
  readonly orderId: string;
  readonly customerId: string;
  readonly shippingAddress: Address;
}

/**
 * Packs a confirmed order: a shipment for each stock location that its units are at, each with its share of the total. Once.
 *
 * @param shipmentIdOf makes the id of the n-th shipment, from 1: the same one however often it is asked
 */
export function startFulfilment(
  { fulfilment, shipments }: PackedOrder,
  order: ConfirmedOrder,
  shipmentIdOf: (n: number) => string,
): readonly ShippingEvent[] {
  if (fulfilment.situation !== 'none' || shipments.length > 0) return [];
  const { orderId, customerId, shippingAddress } = order;
  const parcels = packByLocation(order).map((contents, i) => ({ shipmentId: shipmentIdOf(i + 1), contents }));
  const shipmentIds = parcels.map(({ shipmentId }) => shipmentId);
  return [
    { type: 'FulfilmentStarted', data: { orderId, customerId, shipmentIds } },
    ...parcels.flatMap((parcel) =>
      decide({ type: 'CreateShipment', orderId, customerId, shippingAddress, ...parcel }, unknownShipment),
    ),
  ];
}
