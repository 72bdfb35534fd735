import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { ShipmentDelivered } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { OrderProgress } from '../application/order-progress';
import { touchesOrder } from './touched-order';

@Controller()
export class OnShipmentDelivered {
  constructor(private readonly orders: OrderProgress) {}

  @EventPattern('shipping.ShipmentDelivered', JETSTREAM, touchesOrder)
  async handle(@Payload() data: ShipmentDelivered, @Ctx() { work, meta }: EventContext): Promise<void> {
    await this.orders.tell(work, meta, { type: 'ShipmentDelivered', data });
  }
}
