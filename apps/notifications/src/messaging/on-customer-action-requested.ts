import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { CustomerActionRequested } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { ComposeEmail } from '../application/compose-email';
import { customerActionRequested } from './occasions';
import { touchesEmail } from './touched-email';

@Controller()
export class OnCustomerActionRequested {
  constructor(private readonly composeEmail: ComposeEmail) {}

  @EventPattern('orders.CustomerActionRequested', JETSTREAM, touchesEmail(customerActionRequested))
  async handle(@Payload() data: CustomerActionRequested, @Ctx() { work, meta }: EventContext): Promise<void> {
    await this.composeEmail.about(customerActionRequested(data), { work, meta });
  }
}
