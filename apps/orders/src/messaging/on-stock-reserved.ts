import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { StockReserved } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { advanceOrder } from '../application/advance-order';
import { touchesOrder } from './touched-order';

@Controller()
export class OnStockReserved {
  @EventPattern('inventory.StockReserved', JETSTREAM, touchesOrder)
  async handle(@Payload() data: StockReserved, @Ctx() { work, meta }: EventContext): Promise<void> {
    await advanceOrder(work, meta, { type: 'StockReserved', data });
  }
}
