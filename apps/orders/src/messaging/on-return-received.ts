import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { ReturnReceived } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { OrderProgress } from '../application/order-progress';
import { touchesOrder } from './touched-order';

@Controller()
export class OnReturnReceived {
  constructor(private readonly orders: OrderProgress) {}

  @EventPattern('shipping.ReturnReceived', JETSTREAM, touchesOrder)
  async handle(@Payload() data: ReturnReceived, @Ctx() { work, meta }: EventContext): Promise<void> {
    await this.orders.tell(work, meta, { type: 'ReturnReceived', data });
  }
}
