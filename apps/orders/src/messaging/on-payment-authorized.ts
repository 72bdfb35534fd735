import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { PaymentAuthorized } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { OrderProgress } from '../application/order-progress';
import { touchesOrder } from './touched-order';

@Controller()
export class OnPaymentAuthorized {
  constructor(private readonly orders: OrderProgress) {}

  @EventPattern('payments.PaymentAuthorized', JETSTREAM, touchesOrder)
  async handle(@Payload() data: PaymentAuthorized, @Ctx() { work, meta }: EventContext): Promise<void> {
    await this.orders.tell(work, meta, { type: 'PaymentAuthorized', data });
  }
}
