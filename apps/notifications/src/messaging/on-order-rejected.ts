import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { OrderRejected } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { ComposeEmail } from '../application/compose-email';
import { orderRejected } from './occasions';
import { touchesEmail } from './touched-email';

@Controller()
export class OnOrderRejected {
  constructor(private readonly composeEmail: ComposeEmail) {}

  @EventPattern('orders.OrderRejected', JETSTREAM, touchesEmail(orderRejected))
  async handle(@Payload() data: OrderRejected, @Ctx() { work, meta }: EventContext): Promise<void> {
    await this.composeEmail.about(orderRejected(data), { work, meta });
  }
}
