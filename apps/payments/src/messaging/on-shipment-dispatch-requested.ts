import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { ShipmentDispatchRequested } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { requestCapture } from '../application/request-capture';
import { touchesPayment } from './touched-payment';

@Controller()
export class OnShipmentDispatchRequested {
  @EventPattern('shipping.ShipmentDispatchRequested', JETSTREAM, touchesPayment)
  async handle(@Payload() request: ShipmentDispatchRequested, @Ctx() { work, meta }: EventContext): Promise<void> {
    await requestCapture(request, { work, meta });
  }
}
