import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { OrderCancelled } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { Reservations } from '../application/reservations';
import { touchesReservation } from './touched-reservation';

/**
 * On request an order is cancelled only while nothing has left the house, so all that is held can be sold again. One whose
 * shipments have all failed is another matter: some of its units may be lost, and only shipping's events say which.
 * They may come later than the order's, and each of them settles its own units.
 */
@Controller()
export class OnOrderCancelled {
  constructor(private readonly reservations: Reservations) {}

  @EventPattern('orders.OrderCancelled', JETSTREAM, touchesReservation)
  async handle(@Payload() { orderId, reason }: OrderCancelled, @Ctx() { work, meta }: EventContext): Promise<void> {
    if (reason.code === 'shipment_failed') return;
    await this.reservations.release(orderId, { work, meta });
  }
}
