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
  async handle(@Payload() data: ShipmentFailed, @Ctx() { work, meta }: EventContext): Promise<void> {
    await this.reservations.hear({ type: 'ShipmentFailed', data }, { work, meta });
  }
}
