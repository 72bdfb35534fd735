import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { ShipmentDispatched } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { advanceOrder } from '../application/advance-order';
import { touchesOrder } from './touched-order';

@Controller()
export class OnShipmentDispatched {
  @EventPattern('shipping.ShipmentDispatched', JETSTREAM, touchesOrder)
  async handle(@Payload() data: ShipmentDispatched, @Ctx() { work, meta }: EventContext): Promise<void> {
    await advanceOrder(work, meta, { type: 'ShipmentDispatched', data });
  }
}
