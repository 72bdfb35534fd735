import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { ShipmentDispatched } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { dispatchOfOrder } from '../application/reservation-work';
import { touchesReservation } from './touched-reservation';

@Controller()
export class OnShipmentDispatched {
  @EventPattern('shipping.ShipmentDispatched', JETSTREAM, touchesReservation)
  async handle(@Payload() data: ShipmentDispatched, @Ctx() { work, meta }: EventContext): Promise<void> {
    const { orderId, shipmentId, lines } = data;
    await dispatchOfOrder(work, meta, { orderId, shipmentId, lines });
  }
}
