import type { ShippingEvent } from '@windrose/contracts';
import type { TimerSet } from '@windrose/event-log';
import type { Carrier } from './carrier';

export const CARRIER_COLLECTS = 'shipment.dispatch';
export const CARRIER_DELIVERS = 'shipment.deliver';

export interface CarrierTimerData {
  readonly shipmentId: string;
}

/** When the carrier will do its part after these facts. A carrier that waits for a person sets no timer. */
export function carrierTimers(carrier: Carrier, events: readonly ShippingEvent[]): TimerSet[] {
  return events.flatMap((event) => {
    switch (event.type) {
      case 'ShipmentCreated':
        return timer(CARRIER_COLLECTS, event.data, carrier.collectsAfterMs);
      case 'ShipmentDispatched':
        return timer(CARRIER_DELIVERS, event.data, carrier.deliversAfterMs);
      case 'ShipmentDispatchRequested':
      case 'ShipmentDelivered':
        return [];
      default:
        return event satisfies never;
    }
  });
}

function timer(kind: string, shipment: { orderId: string; shipmentId: string }, dueInMs: number | null): TimerSet[] {
  if (dueInMs === null) return [];
  const { orderId, shipmentId } = shipment;
  const data: CarrierTimerData = { shipmentId };
  return [{ id: `${kind}-${shipmentId}`, kind, key: orderId, dueInMs, data }];
}
