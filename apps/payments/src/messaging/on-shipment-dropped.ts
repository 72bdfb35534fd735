import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { ShipmentCancelled, ShipmentFailed } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { dropShare } from '../application/drop-share';
import { touchesPayment } from './touched-payment';

/** A shipment that won't reach the customer: whether it had left doesn't matter to the payment. */
@Controller()
export class OnShipmentDropped {
  @EventPattern('shipping.ShipmentFailed', JETSTREAM, touchesPayment)
  failed(@Payload() shipment: ShipmentFailed, @Ctx() { work, meta }: EventContext): Promise<void> {
    return dropShare(shipment, { work, meta });
  }

  @EventPattern('shipping.ShipmentCancelled', JETSTREAM, touchesPayment)
  cancelled(@Payload() shipment: ShipmentCancelled, @Ctx() { work, meta }: EventContext): Promise<void> {
    return dropShare(shipment, { work, meta });
  }
}
