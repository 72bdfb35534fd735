const PREFIX = 'shipment-';

export function shipmentStream(shipmentId: string, orderId: string) {
  return { id: shipmentStreamId(shipmentId), key: orderId };
}

export function shipmentStreamId(shipmentId: string): string {
  return PREFIX + shipmentId;
}

/** Tells shipments from whatever else concerns the same order. */
export function isShipmentStream(streamId: string): boolean {
  return streamId.startsWith(PREFIX);
}
