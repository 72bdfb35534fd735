import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { OrderCancelled } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { Reservations } from '../application/reservations';
import { touchesReservation } from './touched-reservation';

@Controller()
export class OnOrderCancelled {
  constructor(private readonly reservations: Reservations) {}

  @EventPattern('orders.OrderCancelled', JETSTREAM, touchesReservation)
  async handle(@Payload() data: OrderCancelled, @Ctx() { work, meta }: EventContext): Promise<void> {
    await this.reservations.hear({ type: 'OrderCancelled', data }, { work, meta });
  }
}
