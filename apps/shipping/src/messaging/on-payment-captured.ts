import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { PaymentCaptured } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM, touches } from '@windrose/jetstream';
import { DispatchShipment } from '../application/dispatch-shipment';
import { touchedShipment } from '../application/touched-shipment';

@Controller()
export class OnPaymentCaptured {
  constructor(private readonly dispatchShipment: DispatchShipment) {}

  @EventPattern(
    'payments.PaymentCaptured',
    JETSTREAM,
    touches(({ data }) => [touchedShipment((data as PaymentCaptured).shipmentId)]),
  )
  async handle(@Payload() payment: PaymentCaptured, @Ctx() { work, meta }: EventContext): Promise<void> {
    await this.dispatchShipment.paidBy(payment, { work, meta });
  }
}
