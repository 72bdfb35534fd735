import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { PaymentActionRequired } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { OrderProgress } from '../application/order-progress';
import { touchesOrder } from './touched-order';

@Controller()
export class OnPaymentActionRequired {
  constructor(private readonly orders: OrderProgress) {}

  @EventPattern('payments.PaymentActionRequired', JETSTREAM, touchesOrder)
  async handle(@Payload() data: PaymentActionRequired, @Ctx() { work, meta }: EventContext): Promise<void> {
    await this.orders.tell(work, meta, { type: 'PaymentActionRequired', data });
  }
}
