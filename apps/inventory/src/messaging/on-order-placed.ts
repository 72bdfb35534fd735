import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { OrderPlaced } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { reserveForOrder } from '../application/reservation-work';
import { touchesReservation } from './touched-reservation';

@Controller()
export class OnOrderPlaced {
  @EventPattern('orders.OrderPlaced', JETSTREAM, touchesReservation)
  async handle(@Payload() { orderId, lines }: OrderPlaced, @Ctx() { work, meta }: EventContext): Promise<void> {
    await reserveForOrder(work, meta, { orderId, lines });
  }
}
