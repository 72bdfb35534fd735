import type { ShippingEvent } from '@windrose/contracts';
import type { Derivation } from '@windrose/event-log';
import type { Carrier } from './carrier';
import { carrierTimers } from './carrier-timers';
import { returnDocument } from './return-documents';

/** When the carrier comes, and which order a return is of, follow from the events. */
export function shippingDerivation(carrier: Carrier): Derivation {
  return {
    followUps: (recorded) => {
      const event = recorded as unknown as ShippingEvent;
      const documents = event.type === 'ReturnRequested' ? [returnDocument(event.data)] : [];
      return { documents, ...carrierTimers(carrier, [event]) };
    },
  };
}
