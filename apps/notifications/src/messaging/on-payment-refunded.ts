import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { PaymentRefunded } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { ComposeEmail } from '../application/compose-email';
import { paymentRefunded } from './occasions';
import { touchesEmail } from './touched-email';

@Controller()
export class OnPaymentRefunded {
  constructor(private readonly composeEmail: ComposeEmail) {}

  @EventPattern('payments.PaymentRefunded', JETSTREAM, touchesEmail(paymentRefunded))
  async handle(@Payload() data: PaymentRefunded, @Ctx() { work, meta }: EventContext): Promise<void> {
    await this.composeEmail.about(paymentRefunded(data), { work, meta });
  }
}
