import { Injectable } from '@nestjs/common';
import type { DueTimer, TimerHandler, TouchedStream, Work } from '@windrose/event-log';
import { CARRIER_COLLECTS, type CarrierTimerData } from './carrier-timers';
import { Shipments } from './shipments';
import { touchedShipment } from './touched-shipment';

/** The simulated carrier is at the door. It finds nothing to do where an operator was faster. */
@Injectable()
export class CarrierCollectsTimer implements TimerHandler<CarrierTimerData> {
  readonly kind = CARRIER_COLLECTS;

  constructor(private readonly shipments: Shipments) {}

  touches(timer: DueTimer<CarrierTimerData>): readonly TouchedStream[] {
    return [touchedShipment(timer.data.shipmentId)];
  }

  async handle(timer: DueTimer<CarrierTimerData>, work: Work): Promise<void> {
    const shipment = { shipmentId: timer.data.shipmentId, orderId: timer.key };
    await this.shipments.change(shipment, { type: 'RequestDispatch' }, { work, meta: timer.meta });
  }
}
