import { Injectable } from '@nestjs/common';
import type { DueJob, JobHandler, Work } from '@windrose/event-log';
import { changePayment } from './change-payment';
import { operationKey } from './operation-key';
import { CAPTURE_PAYMENT, type CapturePaymentData } from './payment-jobs';
import { PaymentProvider, type TransferAnswer } from './payment-provider';
import { askProvider } from './provider-retries';

/** Asks the provider to take a shipment's share. A refusal is recorded, and leads to a job for the next attempt. */
@Injectable()
export class CapturePaymentJob implements JobHandler<CapturePaymentData, TransferAnswer> {
  readonly kind = CAPTURE_PAYMENT;
  /** A shipment waits for the answer, and the money may be taken already: nobody but the provider can end this. */
  readonly maxAttempts = Infinity;

  constructor(private readonly provider: PaymentProvider) {}

  perform(job: DueJob<CapturePaymentData>, signal: AbortSignal): Promise<TransferAnswer> {
    const { paymentId, authorizationId, shipmentId, amount, attempt } = job.data;
    const idempotencyKey = operationKey(paymentId, { kind: 'capture', shipmentId }, attempt);
    return askProvider(job.attempt, () => this.provider.capture({ authorizationId, amount, idempotencyKey }, signal));
  }

  async conclude(job: DueJob<CapturePaymentData>, answer: TransferAnswer, work: Work): Promise<void> {
    await changePayment(job.key, commandFor(job.data, answer), { work, meta: job.meta });
  }
}

function commandFor({ shipmentId, attempt }: CapturePaymentData, answer: TransferAnswer) {
  switch (answer.outcome) {
    case 'done':
      return { type: 'RecordCapture', shipmentId } as const;
    case 'refused':
      return { type: 'RecordCaptureRefusal', shipmentId, attempt, code: answer.code, message: answer.message } as const;
    default:
      return answer satisfies never;
  }
}
