import { Injectable } from '@nestjs/common';
import type { PaymentCaptured } from '@windrose/contracts';
import { Shipments, type Deciding } from './shipments';

/** Lets a shipment leave whose share has been captured. */
@Injectable()
export class DispatchShipment {
  constructor(private readonly shipments: Shipments) {}

  async paidBy(payment: PaymentCaptured, deciding: Deciding): Promise<void> {
    await this.shipments.change(payment, { type: 'Dispatch' }, deciding);
  }
}
