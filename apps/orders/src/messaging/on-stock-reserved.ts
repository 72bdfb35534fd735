import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { StockReserved } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { OrderProgress } from '../application/order-progress';
import { touchesOrder } from './touched-order';

@Controller()
export class OnStockReserved {
  constructor(private readonly orders: OrderProgress) {}

  @EventPattern('inventory.StockReserved', JETSTREAM, touchesOrder)
  async handle(@Payload() data: StockReserved, @Ctx() { work, meta }: EventContext): Promise<void> {
    await this.orders.tell(work, meta, { type: 'StockReserved', data });
  }
}
