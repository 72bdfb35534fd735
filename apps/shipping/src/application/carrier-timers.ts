import type { ShippingEvent } from '@windrose/contracts';
import type { TimerSet } from '@windrose/event-log';
import type { Carrier } from './carrier';

export const CARRIER_COLLECTS = 'shipment.dispatch';
export const CARRIER_DELIVERS = 'shipment.deliver';

export interface CarrierTimerData {
  readonly shipmentId: string;
}

export interface CarrierTimers {
  readonly setTimers: TimerSet[];
  readonly clearTimers: string[];
}

/**
 * When the carrier will do its part after these facts, and what it no longer has to come for. A carrier that waits for a
 * person has no timers.
 */
export function carrierTimers(carrier: Carrier, events: readonly ShippingEvent[]): CarrierTimers {
  const setTimers: TimerSet[] = [];
  const clearTimers: string[] = [];
  for (const event of events) {
    switch (event.type) {
      case 'ShipmentCreated':
        setTimers.push(...timer(CARRIER_COLLECTS, event.data, carrier.collectsAfterMs));
        break;
      case 'ShipmentDispatched':
        setTimers.push(...timer(CARRIER_DELIVERS, event.data, carrier.deliversAfterMs));
        break;
      case 'ShipmentFailed':
      case 'ShipmentCancelled':
        if (carrier.collectsAfterMs !== null) clearTimers.push(idOf(CARRIER_COLLECTS, event.data));
        if (carrier.deliversAfterMs !== null) clearTimers.push(idOf(CARRIER_DELIVERS, event.data));
        break;
      case 'ShipmentReduced':
      case 'ShipmentDispatchRequested':
      case 'ShipmentDelivered':
      case 'FulfilmentStarted':
      case 'FulfilmentSplit':
      case 'FulfilmentCancelled':
      case 'FulfilmentCancellationRefused':
      case 'ReturnRequested':
      case 'ReturnReceived':
        break;
      default:
        event satisfies never;
    }
  }
  return { setTimers, clearTimers };
}

function timer(kind: string, shipment: { orderId: string; shipmentId: string }, dueInMs: number | null): TimerSet[] {
  if (dueInMs === null) return [];
  const { orderId, shipmentId } = shipment;
  const data: CarrierTimerData = { shipmentId };
  return [{ id: idOf(kind, shipment), kind, key: orderId, dueInMs, data }];
}

function idOf(kind: string, { shipmentId }: { readonly shipmentId: string }): string {
  return `${kind}-${shipmentId}`;
}
