import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { OrderExpired } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { ComposeEmail } from '../application/compose-email';
import { orderExpired } from './occasions';
import { touchesEmail } from './touched-email';

@Controller()
export class OnOrderExpired {
  constructor(private readonly composeEmail: ComposeEmail) {}

  @EventPattern('orders.OrderExpired', JETSTREAM, touchesEmail(orderExpired))
  async handle(@Payload() data: OrderExpired, @Ctx() { work, meta }: EventContext): Promise<void> {
    await this.composeEmail.about(orderExpired(data), { work, meta });
  }
}
