import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { PaymentDeclined } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { OrderProgress } from '../application/order-progress';
import { touchesOrder } from './touched-order';

@Controller()
export class OnPaymentDeclined {
  constructor(private readonly orders: OrderProgress) {}

  @EventPattern('payments.PaymentDeclined', JETSTREAM, touchesOrder)
  async handle(@Payload() data: PaymentDeclined, @Ctx() { work, meta }: EventContext): Promise<void> {
    await this.orders.tell(work, meta, { type: 'PaymentDeclined', data });
  }
}
