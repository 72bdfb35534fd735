import { Injectable } from '@nestjs/common';
import type { PaymentView } from '@windrose/contracts';
import { EventLog } from '@windrose/event-log';
import { paymentDecider } from '../domain/payment';
import { paymentStream } from '../domain/streams';
import { paymentView } from './payment-view';

/** Reads a payment from the log itself, so that what was just written is seen. */
@Injectable()
export class PaymentReader {
  constructor(private readonly log: EventLog) {}

  /** The order's payment; undefined while none was asked for. */
  async find(orderId: string): Promise<PaymentView | undefined> {
    const { state } = await this.log.load(paymentDecider, paymentStream(orderId).id);
    return state.status === 'unknown' ? undefined : paymentView(state);
  }
}
