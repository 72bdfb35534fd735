import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { ShipmentDelivered } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { advanceOrder } from '../application/advance-order';
import { touchesOrder } from './touched-order';

@Controller()
export class OnShipmentDelivered {
  @EventPattern('shipping.ShipmentDelivered', JETSTREAM, touchesOrder)
  async handle(@Payload() data: ShipmentDelivered, @Ctx() { work, meta }: EventContext): Promise<void> {
    await advanceOrder(work, meta, { type: 'ShipmentDelivered', data });
  }
}
