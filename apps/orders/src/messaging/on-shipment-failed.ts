import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { ShipmentFailed } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { OrderProgress } from '../application/order-progress';
import { touchesOrder } from './touched-order';

@Controller()
export class OnShipmentFailed {
  constructor(private readonly orders: OrderProgress) {}

  @EventPattern('shipping.ShipmentFailed', JETSTREAM, touchesOrder)
  async handle(@Payload() data: ShipmentFailed, @Ctx() { work, meta }: EventContext): Promise<void> {
    await this.orders.tell(work, meta, { type: 'ShipmentFailed', data });
  }
}
