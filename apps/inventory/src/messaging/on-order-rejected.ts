import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { OrderRejected } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { releaseOfOrder } from '../application/reservation-work';
import { touchesReservation } from './touched-reservation';

@Controller()
export class OnOrderRejected {
  @EventPattern('orders.OrderRejected', JETSTREAM, touchesReservation)
  async handle(@Payload() { orderId }: OrderRejected, @Ctx() { work, meta }: EventContext): Promise<void> {
    await releaseOfOrder(work, meta, orderId);
  }
}
