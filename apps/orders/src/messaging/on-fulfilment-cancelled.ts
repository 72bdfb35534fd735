import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { FulfilmentCancelled } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { OrderProgress } from '../application/order-progress';
import { touchesOrder } from './touched-order';

@Controller()
export class OnFulfilmentCancelled {
  constructor(private readonly orders: OrderProgress) {}

  @EventPattern('shipping.FulfilmentCancelled', JETSTREAM, touchesOrder)
  async handle(@Payload() data: FulfilmentCancelled, @Ctx() { work, meta }: EventContext): Promise<void> {
    await this.orders.tell(work, meta, { type: 'FulfilmentCancelled', data });
  }
}
