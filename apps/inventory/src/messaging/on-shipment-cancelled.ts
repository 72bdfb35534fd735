import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { ShipmentCancelled } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { Reservations } from '../application/reservations';
import { touchesReservation } from './touched-reservation';

@Controller()
export class OnShipmentCancelled {
  constructor(private readonly reservations: Reservations) {}

  @EventPattern('shipping.ShipmentCancelled', JETSTREAM, touchesReservation)
  async handle(@Payload() data: ShipmentCancelled, @Ctx() { work, meta }: EventContext): Promise<void> {
    await this.reservations.hear({ type: 'ShipmentCancelled', data }, { work, meta });
  }
}
