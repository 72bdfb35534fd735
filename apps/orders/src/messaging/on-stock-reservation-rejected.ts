import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { StockReservationRejected } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { advanceOrder } from '../application/advance-order';
import { touchesOrder } from './touched-order';

@Controller()
export class OnStockReservationRejected {
  @EventPattern('inventory.StockReservationRejected', JETSTREAM, touchesOrder)
  async handle(@Payload() data: StockReservationRejected, @Ctx() { work, meta }: EventContext): Promise<void> {
    await advanceOrder(work, meta, { type: 'StockReservationRejected', data });
  }
}
