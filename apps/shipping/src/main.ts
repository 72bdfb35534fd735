import { startService } from '@windrose/chassis';
import { CarrierCollectsTimer } from './application/carrier-collects.timer';
import { CarrierDeliversTimer } from './application/carrier-delivers.timer';
import { shippingDerivation } from './application/derivation';
import { carrierOf } from './carrier/carrier-of';
import { shippingConfig } from './shipping.config';
import { ShippingModule } from './shipping.module';

void startService({
  service: 'shipping',
  module: ShippingModule,
  timers: [CarrierCollectsTimer, CarrierDeliversTimer],
  derivation: (env) => shippingDerivation(carrierOf(shippingConfig(env))),
});
