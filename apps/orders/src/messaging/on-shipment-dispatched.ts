import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { ShipmentDispatched } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { OrderProgress } from '../application/order-progress';
import { touchesOrder } from './touched-order';

@Controller()
export class OnShipmentDispatched {
  constructor(private readonly orders: OrderProgress) {}

  @EventPattern('shipping.ShipmentDispatched', JETSTREAM, touchesOrder)
  async handle(@Payload() data: ShipmentDispatched, @Ctx() { work, meta }: EventContext): Promise<void> {
    await this.orders.tell(work, meta, { type: 'ShipmentDispatched', data });
  }
}
