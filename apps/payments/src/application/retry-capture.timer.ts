import { Injectable } from '@nestjs/common';
import type { DueTimer, TimerHandler, TouchedStream, Work } from '@windrose/event-log';
import { paymentDecider } from '../domain/payment';
import { paymentStream } from '../domain/streams';
import { changePayment } from './change-payment';
import { RETRY_CAPTURE, type RetryCaptureData } from './payment-timers';

/**
 * The wait after a refused capture is over. A timer and no delayed job: while it waits, the order or the shipment may end,
 * and then nobody must be left wondering whether the provider is being asked.
 */
@Injectable()
export class RetryCaptureTimer implements TimerHandler<RetryCaptureData> {
  readonly kind = RETRY_CAPTURE;

  touches({ key }: DueTimer<RetryCaptureData>): readonly TouchedStream[] {
    return [{ decider: paymentDecider, id: paymentStream(key).id }];
  }

  handle({ key, data, meta }: DueTimer<RetryCaptureData>, work: Work): Promise<void> {
    const { shipmentId, attempt } = data;
    return changePayment(key, { type: 'RetryCapture', shipmentId, attempt }, { work, meta });
  }
}
