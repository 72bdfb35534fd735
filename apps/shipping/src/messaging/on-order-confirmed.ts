import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { OrderConfirmed } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM, touches } from '@windrose/jetstream';
import { PackOrder } from '../application/pack-order';
import { touchedOrder } from '../application/touched';

@Controller()
export class OnOrderConfirmed {
  constructor(private readonly packOrder: PackOrder) {}

  @EventPattern('orders.OrderConfirmed', JETSTREAM, touches(({ key }) => touchedOrder(key)))
  async handle(@Payload() order: OrderConfirmed, @Ctx() { work, meta }: EventContext): Promise<void> {
    await this.packOrder.handle(order, { work, meta });
  }
}
