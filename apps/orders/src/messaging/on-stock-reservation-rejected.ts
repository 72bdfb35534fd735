import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { StockReservationRejected } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { OrderProgress } from '../application/order-progress';
import { touchesOrder } from './touched-order';

@Controller()
export class OnStockReservationRejected {
  constructor(private readonly orders: OrderProgress) {}

  @EventPattern('inventory.StockReservationRejected', JETSTREAM, touchesOrder)
  async handle(@Payload() data: StockReservationRejected, @Ctx() { work, meta }: EventContext): Promise<void> {
    await this.orders.tell(work, meta, { type: 'StockReservationRejected', data });
  }
}
