import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { ShipmentDispatched } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { Reservations } from '../application/reservations';
import { touchesReservation } from './touched-reservation';

@Controller()
export class OnShipmentDispatched {
  constructor(private readonly reservations: Reservations) {}

  @EventPattern('shipping.ShipmentDispatched', JETSTREAM, touchesReservation)
  async handle(@Payload() data: ShipmentDispatched, @Ctx() { work, meta }: EventContext): Promise<void> {
    await this.reservations.hear({ type: 'ShipmentDispatched', data }, { work, meta });
  }
}
