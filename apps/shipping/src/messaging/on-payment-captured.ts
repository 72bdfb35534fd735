import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { PaymentCaptured } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM, touches } from '@windrose/jetstream';
import { SettleCapture } from '../application/settle-capture';
import { touchedShipment } from '../application/touched';

@Controller()
export class OnPaymentCaptured {
  constructor(private readonly settleCapture: SettleCapture) {}

  @EventPattern(
    'payments.PaymentCaptured',
    JETSTREAM,
    touches(({ data }) => [touchedShipment((data as PaymentCaptured).shipmentId)]),
  )
  async handle(@Payload() payment: PaymentCaptured, @Ctx() { work, meta }: EventContext): Promise<void> {
    await this.settleCapture.captured(payment, { work, meta });
  }
}
