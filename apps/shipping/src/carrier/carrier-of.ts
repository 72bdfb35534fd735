import type { Carrier } from '../application/carrier';
import type { ShippingConfig } from '../shipping.config';
import { ManualCarrier } from './manual-carrier';
import { SimulatedCarrier } from './simulated-carrier';

export function carrierOf({ carrier, carrierDelayMs }: ShippingConfig): Carrier {
  switch (carrier) {
    case 'simulated':
      return new SimulatedCarrier(carrierDelayMs);
    case 'manual':
      return new ManualCarrier();
    default:
      return carrier satisfies never;
  }
}
