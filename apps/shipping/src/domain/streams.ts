import type { ShippingEvent } from '@windrose/contracts';

const SHIPMENT = 'shipment-';

export interface Stream {
  readonly id: string;
  /** The order's id: whatever happens to its shipments is part of its story. */
  readonly key: string;
}

export function shipmentStreamId(shipmentId: string): string {
  return SHIPMENT + shipmentId;
}

export function fulfilmentStreamId(orderId: string): string {
  return `fulfilment-${orderId}`;
}

/** Tells shipments from whatever else concerns the same order. */
export function isShipmentStream(streamId: string): boolean {
  return streamId.startsWith(SHIPMENT);
}

/** Where an event belongs: with its shipment, or with what concerns all of the order. */
export function streamOf(event: ShippingEvent): Stream {
  const key = event.data.orderId;
  switch (event.type) {
    case 'ShipmentCreated':
    case 'ShipmentReduced':
    case 'ShipmentDispatchRequested':
    case 'ShipmentDispatched':
    case 'ShipmentDelivered':
    case 'ShipmentFailed':
    case 'ShipmentCancelled':
      return { id: shipmentStreamId(event.data.shipmentId), key };
    case 'FulfilmentStarted':
    case 'FulfilmentSplit':
    case 'FulfilmentCancelled':
    case 'FulfilmentCancellationRefused':
    case 'ReturnRequested':
    case 'ReturnReceived':
      return { id: fulfilmentStreamId(key), key };
    default:
      return event satisfies never;
  }
}
