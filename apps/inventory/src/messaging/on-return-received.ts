import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { ReturnReceived } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { Reservations } from '../application/reservations';
import { touchesReservation } from './touched-reservation';

@Controller()
export class OnReturnReceived {
  constructor(private readonly reservations: Reservations) {}

  @EventPattern('shipping.ReturnReceived', JETSTREAM, touchesReservation)
  async handle(@Payload() data: ReturnReceived, @Ctx() { work, meta }: EventContext): Promise<void> {
    await this.reservations.hear({ type: 'ReturnReceived', data }, { work, meta });
  }
}
