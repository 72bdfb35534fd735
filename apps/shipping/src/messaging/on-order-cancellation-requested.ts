import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { OrderCancellationRequested } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM, touches } from '@windrose/jetstream';
import { CancelOrder } from '../application/cancel-order';
import { touchedOrder } from '../application/touched';

@Controller()
export class OnOrderCancellationRequested {
  constructor(private readonly cancelOrder: CancelOrder) {}

  @EventPattern('orders.OrderCancellationRequested', JETSTREAM, touches(({ key }) => touchedOrder(key)))
  async handle(@Payload() request: OrderCancellationRequested, @Ctx() { work, meta }: EventContext): Promise<void> {
    await this.cancelOrder.handle(request, { work, meta });
  }
}
