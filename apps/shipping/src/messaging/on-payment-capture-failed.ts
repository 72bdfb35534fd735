import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { PaymentCaptureFailed } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM, touches } from '@windrose/jetstream';
import { SettleCapture } from '../application/settle-capture';
import { touchedShipment } from '../application/touched';

@Controller()
export class OnPaymentCaptureFailed {
  constructor(private readonly settleCapture: SettleCapture) {}

  @EventPattern(
    'payments.PaymentCaptureFailed',
    JETSTREAM,
    touches(({ data }) => [touchedShipment((data as PaymentCaptureFailed).shipmentId)]),
  )
  async handle(@Payload() payment: PaymentCaptureFailed, @Ctx() { work, meta }: EventContext): Promise<void> {
    await this.settleCapture.failed(payment, { work, meta });
  }
}
