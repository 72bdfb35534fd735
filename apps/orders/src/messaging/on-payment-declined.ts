import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { PaymentDeclined } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { advanceOrder } from '../application/advance-order';
import { touchesOrder } from './touched-order';

@Controller()
export class OnPaymentDeclined {
  @EventPattern('payments.PaymentDeclined', JETSTREAM, touchesOrder)
  async handle(@Payload() data: PaymentDeclined, @Ctx() { work, meta }: EventContext): Promise<void> {
    await advanceOrder(work, meta, { type: 'PaymentDeclined', data });
  }
}
