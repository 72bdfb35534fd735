import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { ShipmentFailed } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { Reservations } from '../application/reservations';
import { touchesReservation } from './touched-reservation';

@Controller()
export class OnShipmentFailed {
  constructor(private readonly reservations: Reservations) {}

  @EventPattern('shipping.ShipmentFailed', JETSTREAM, touchesReservation)
  async handle(@Payload() shipment: ShipmentFailed, @Ctx() { work, meta }: EventContext): Promise<void> {
    if (shipment.dispatched) await this.reservations.loseShipment(shipment, { work, meta });
    else await this.reservations.releaseShipment(shipment, { work, meta });
  }
}
