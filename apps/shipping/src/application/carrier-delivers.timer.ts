import { Injectable } from '@nestjs/common';
import type { DueTimer, TimerHandler, TouchedStream, Work } from '@windrose/event-log';
import { CARRIER_DELIVERS, type CarrierTimerData } from './carrier-timers';
import { ShippingWork } from './shipping-work';
import { touchedShipment } from './touched';

/** The simulated carrier has reached the customer. It finds nothing to do where an operator was faster. */
@Injectable()
export class CarrierDeliversTimer implements TimerHandler<CarrierTimerData> {
  readonly kind = CARRIER_DELIVERS;

  constructor(private readonly shipping: ShippingWork) {}

  touches(timer: DueTimer<CarrierTimerData>): readonly TouchedStream[] {
    return [touchedShipment(timer.data.shipmentId)];
  }

  async handle(timer: DueTimer<CarrierTimerData>, work: Work): Promise<void> {
    await this.shipping.change(timer.data.shipmentId, { type: 'Deliver' }, { work, meta: timer.meta });
  }
}
