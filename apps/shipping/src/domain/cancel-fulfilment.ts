import type { Reason, ShippingEvent } from '@windrose/contracts';
import { beginning, type PackedOrder } from './packed-order';
import { hasBeenCalledFor, type KnownShipment } from './shipment';
import { decide } from './shipment.decide';

/**
 * All or nothing: every shipment that still waits is cancelled, or, when a single one has been called for, none. Shipments
 * that ended without leaving the house don't stand in the way. Every request gets its answer, except for the one that
 * was granted before.
 */
export function cancelFulfilment(order: PackedOrder, reason: Reason): readonly ShippingEvent[] {
  const { orderId, fulfilment, shipments } = order;
  if (fulfilment.situation === 'cancelled') return [];
  const calledFor = shipments.find(hasBeenCalledFor);
  if (calledFor !== undefined) {
    const message = `A shipment has been called for already: it is ${stateOf(calledFor)}.`;
    return [...beginning(order), { type: 'FulfilmentCancellationRefused', data: { orderId, message } }];
  }
  return [
    ...beginning(order),
    ...shipments.flatMap((shipment) => decide({ type: 'CancelShipment', reason }, shipment)),
    { type: 'FulfilmentCancelled', data: { orderId } },
  ];
}

function stateOf({ status }: KnownShipment): string {
  return status === 'failed' ? 'lost on its way' : status;
}
