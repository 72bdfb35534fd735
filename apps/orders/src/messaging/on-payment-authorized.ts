import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { PaymentAuthorized } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { advanceOrder } from '../application/advance-order';
import { touchesOrder } from './touched-order';

@Controller()
export class OnPaymentAuthorized {
  @EventPattern('payments.PaymentAuthorized', JETSTREAM, touchesOrder)
  async handle(@Payload() data: PaymentAuthorized, @Ctx() { work, meta }: EventContext): Promise<void> {
    await advanceOrder(work, meta, { type: 'PaymentAuthorized', data });
  }
}
