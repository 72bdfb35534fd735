import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { OrderRejected } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { Reservations } from '../application/reservations';
import { touchesReservation } from './touched-reservation';

@Controller()
export class OnOrderRejected {
  constructor(private readonly reservations: Reservations) {}

  @EventPattern('orders.OrderRejected', JETSTREAM, touchesReservation)
  async handle(@Payload() data: OrderRejected, @Ctx() { work, meta }: EventContext): Promise<void> {
    await this.reservations.hear({ type: 'OrderRejected', data }, { work, meta });
  }
}
