import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { ShipmentDispatched } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { ComposeEmail } from '../application/compose-email';
import { shipmentDispatched } from './occasions';
import { touchesEmail } from './touched-email';

@Controller()
export class OnShipmentDispatched {
  constructor(private readonly composeEmail: ComposeEmail) {}

  @EventPattern('shipping.ShipmentDispatched', JETSTREAM, touchesEmail(shipmentDispatched))
  async handle(@Payload() data: ShipmentDispatched, @Ctx() { work, meta }: EventContext): Promise<void> {
    await this.composeEmail.about(shipmentDispatched(data), { work, meta });
  }
}
