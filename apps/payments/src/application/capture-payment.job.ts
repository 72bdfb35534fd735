import { Injectable } from '@nestjs/common';
import type { DueJob, JobHandler, Work } from '@windrose/event-log';
import type { PaymentCommand } from '../domain/payment.commands';
import { changePayment } from './change-payment';
import { operationKey } from './operation-key';
import { CAPTURE_PAYMENT, type CapturePaymentData } from './payment-jobs';
import { PaymentProvider, type CaptureAnswer } from './payment-provider';
import { refusalOf } from './provider-answers';
import { askProvider, MAY_LINGER } from './provider-retries';

/** Asks the provider to take a shipment's share. A refusal is recorded, and leads to a job for the next attempt. */
@Injectable()
export class CapturePaymentJob implements JobHandler<CapturePaymentData, CaptureAnswer> {
  readonly kind = CAPTURE_PAYMENT;
  /** A shipment waits for the answer, and the money may be taken already: nobody but the provider can end this. */
  readonly maxAttempts = Infinity;
  readonly mayLinger = MAY_LINGER;
  readonly concludesLateAnswers = true;

  constructor(private readonly provider: PaymentProvider) {}

  perform(job: DueJob<CapturePaymentData>, signal: AbortSignal): Promise<CaptureAnswer> {
    const { paymentId, authorizationId, shipmentId, amount, attempt } = job.data;
    const idempotencyKey = operationKey(paymentId, { kind: 'capture', shipmentId }, attempt);
    const request = { authorizationId, reference: job.key, shipmentId, amount, idempotencyKey };
    return askProvider(job.attempt, () => this.provider.capture(request, signal));
  }

  async conclude(job: DueJob<CapturePaymentData>, answer: CaptureAnswer, work: Work): Promise<void> {
    await changePayment(job.key, commandFor(job.data, answer), { work, meta: job.meta });
  }
}

function commandFor({ shipmentId, attempt }: CapturePaymentData, answer: CaptureAnswer): PaymentCommand {
  switch (answer.outcome) {
    case 'captured':
      return { type: 'RecordCapture', shipmentId, captureId: answer.captureId ?? undefined };
    case 'refused':
      return { type: 'RecordCaptureRefusal', shipmentId, refusal: refusalOf(answer, attempt) };
    default:
      return answer satisfies never;
  }
}
