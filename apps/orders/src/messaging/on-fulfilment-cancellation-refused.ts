import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { FulfilmentCancellationRefused } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { OrderProgress } from '../application/order-progress';
import { touchesOrder } from './touched-order';

@Controller()
export class OnFulfilmentCancellationRefused {
  constructor(private readonly orders: OrderProgress) {}

  @EventPattern('shipping.FulfilmentCancellationRefused', JETSTREAM, touchesOrder)
  async handle(@Payload() data: FulfilmentCancellationRefused, @Ctx() { work, meta }: EventContext): Promise<void> {
    await this.orders.tell(work, meta, { type: 'FulfilmentCancellationRefused', data });
  }
}
