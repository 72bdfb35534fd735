import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { OrderPlaced } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { Reservations } from '../application/reservations';
import { touchesReservation } from './touched-reservation';

@Controller()
export class OnOrderPlaced {
  constructor(private readonly reservations: Reservations) {}

  @EventPattern('orders.OrderPlaced', JETSTREAM, touchesReservation)
  async handle(@Payload() data: OrderPlaced, @Ctx() { work, meta }: EventContext): Promise<void> {
    await this.reservations.hear({ type: 'OrderPlaced', data }, { work, meta });
  }
}
