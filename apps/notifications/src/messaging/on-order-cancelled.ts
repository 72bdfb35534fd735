import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { OrderCancelled } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { ComposeEmail } from '../application/compose-email';
import { orderCancelled } from './occasions';
import { touchesEmail } from './touched-email';

@Controller()
export class OnOrderCancelled {
  constructor(private readonly composeEmail: ComposeEmail) {}

  @EventPattern('orders.OrderCancelled', JETSTREAM, touchesEmail(orderCancelled))
  async handle(@Payload() data: OrderCancelled, @Ctx() { work, meta }: EventContext): Promise<void> {
    await this.composeEmail.about(orderCancelled(data), { work, meta });
  }
}
