import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { PaymentRequested } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { initiatePayment } from '../application/initiate-payment';
import { touchesPayment } from './touched-payment';

@Controller()
export class OnPaymentRequested {
  @EventPattern('orders.PaymentRequested', JETSTREAM, touchesPayment)
  async handle(@Payload() request: PaymentRequested, @Ctx() { work, meta }: EventContext): Promise<void> {
    await initiatePayment(request, { work, meta });
  }
}
