import { Injectable } from '@nestjs/common';
import type { OrderCancellationRequested } from '@windrose/contracts';
import { cancelFulfilment } from '../domain/cancel-fulfilment';
import { ShippingWork, type Deciding } from './shipping-work';

/**
 * Cancels all shipments of an order, or says why not. A dispatch, a split or another cancellation that gets in between changes
 * a stream that this one is decided on: then nothing of it is appended, and it is decided again.
 */
@Injectable()
export class CancelOrder {
  constructor(private readonly shipping: ShippingWork) {}

  async handle({ orderId, reason }: OrderCancellationRequested, deciding: Deciding): Promise<void> {
    const packed = await this.shipping.order(orderId, deciding.work);
    this.shipping.append(cancelFulfilment(packed, reason), deciding);
  }
}
