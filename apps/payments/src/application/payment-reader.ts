import { Injectable } from '@nestjs/common';
import type { PaymentView } from '@windrose/contracts';
import { EventLog } from '@windrose/event-log';
import { paymentDecider, type Payment } from '../domain/payment';
import { paymentStream } from '../domain/streams';
import { paymentView } from './payment-view';

/** Reads a payment from the log itself, so that what was just written is seen. */
@Injectable()
export class PaymentReader {
  constructor(private readonly log: EventLog) {}

  /** The order's payment; undefined while none was asked for. */
  async find(orderId: string): Promise<PaymentView | undefined> {
    const payment = await this.load(orderId);
    return payment.status === 'unknown' ? undefined : paymentView(payment);
  }

  async load(orderId: string): Promise<Payment> {
    return (await this.log.load(paymentDecider, paymentStream(orderId).id)).state;
  }
}
