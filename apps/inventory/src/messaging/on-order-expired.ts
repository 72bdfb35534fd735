import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { OrderExpired } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { Reservations } from '../application/reservations';
import { touchesReservation } from './touched-reservation';

@Controller()
export class OnOrderExpired {
  constructor(private readonly reservations: Reservations) {}

  @EventPattern('orders.OrderExpired', JETSTREAM, touchesReservation)
  async handle(@Payload() data: OrderExpired, @Ctx() { work, meta }: EventContext): Promise<void> {
    await this.reservations.hear({ type: 'OrderExpired', data }, { work, meta });
  }
}
