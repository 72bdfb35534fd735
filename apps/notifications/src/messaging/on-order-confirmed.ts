import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { OrderConfirmed } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { ComposeEmail } from '../application/compose-email';
import { orderConfirmed } from './occasions';
import { touchesEmail } from './touched-email';

@Controller()
export class OnOrderConfirmed {
  constructor(private readonly composeEmail: ComposeEmail) {}

  @EventPattern('orders.OrderConfirmed', JETSTREAM, touchesEmail(orderConfirmed))
  async handle(@Payload() data: OrderConfirmed, @Ctx() { work, meta }: EventContext): Promise<void> {
    await this.composeEmail.about(orderConfirmed(data), { work, meta });
  }
}
