import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { ShipmentCancelled } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { OrderProgress } from '../application/order-progress';
import { touchesOrder } from './touched-order';

@Controller()
export class OnShipmentCancelled {
  constructor(private readonly orders: OrderProgress) {}

  @EventPattern('shipping.ShipmentCancelled', JETSTREAM, touchesOrder)
  async handle(@Payload() data: ShipmentCancelled, @Ctx() { work, meta }: EventContext): Promise<void> {
    await this.orders.tell(work, meta, { type: 'ShipmentCancelled', data });
  }
}
