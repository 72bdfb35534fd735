import { Injectable } from '@nestjs/common';
import type { PaymentCaptured, PaymentCaptureFailed } from '@windrose/contracts';
import { ShippingWork, type Deciding } from './shipping-work';

/** A shipment leaves when its share has been captured, and never if it can't be. */
@Injectable()
export class SettleCapture {
  constructor(private readonly shipping: ShippingWork) {}

  /** One that failed or was cancelled meanwhile stays where it is; payments gives the share back by itself. */
  async captured({ shipmentId }: PaymentCaptured, deciding: Deciding): Promise<void> {
    await this.shipping.change(shipmentId, { type: 'Dispatch' }, deciding);
  }

  /** It waits as long as payments goes on trying. */
  async failed({ shipmentId, message, willRetry }: PaymentCaptureFailed, deciding: Deciding): Promise<void> {
    if (!willRetry) await this.shipping.change(shipmentId, { type: 'GiveUpCapture', message }, deciding);
  }
}
