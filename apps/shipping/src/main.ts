import { startService } from '@windrose/chassis';
import { CarrierCollectsTimer } from './application/carrier-collects.timer';
import { CarrierDeliversTimer } from './application/carrier-delivers.timer';
import { ShippingModule } from './shipping.module';

void startService({
  service: 'shipping',
  module: ShippingModule,
  timers: [CarrierCollectsTimer, CarrierDeliversTimer],
});
