import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { ReturnReceived } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { refundReturn } from '../application/refund-return';
import { touchesPayment } from './touched-payment';

@Controller()
export class OnReturnReceived {
  @EventPattern('shipping.ReturnReceived', JETSTREAM, touchesPayment)
  async handle(@Payload() received: ReturnReceived, @Ctx() { work, meta }: EventContext): Promise<void> {
    await refundReturn(received, { work, meta });
  }
}
