import { Injectable } from '@nestjs/common';
import type { DueJob, JobHandler, Work } from '@windrose/event-log';
import type { PaymentCommand } from '../domain/payment.commands';
import { changePayment } from './change-payment';
import { operationKey } from './operation-key';
import { REFUND_PAYMENT, type RefundPaymentData } from './payment-jobs';
import { PaymentProvider, type RefundAnswer } from './payment-provider';
import { refusalOf } from './provider-answers';
import { askProvider, MAY_LINGER } from './provider-retries';

/** Asks the provider to give some of a captured share back. */
@Injectable()
export class RefundPaymentJob implements JobHandler<RefundPaymentData, RefundAnswer> {
  readonly kind = REFUND_PAYMENT;
  /** It is the customer's money: nobody but the provider can end this. */
  readonly maxAttempts = Infinity;
  readonly mayLinger = MAY_LINGER;
  readonly concludesLateAnswers = true;

  constructor(private readonly provider: PaymentProvider) {}

  perform(job: DueJob<RefundPaymentData>, signal: AbortSignal): Promise<RefundAnswer> {
    const { paymentId, authorizationId, captureId, cause, shipmentId, amount, attempt } = job.data;
    const idempotencyKey = operationKey(paymentId, { kind: 'refund', cause, shipmentId }, attempt);
    const request = { authorizationId, captureId, amount, idempotencyKey };
    return askProvider(job.attempt, () => this.provider.refund(request, signal));
  }

  async conclude(job: DueJob<RefundPaymentData>, answer: RefundAnswer, work: Work): Promise<void> {
    await changePayment(job.key, commandFor(job.data, answer), { work, meta: job.meta });
  }
}

function commandFor({ cause, shipmentId, attempt }: RefundPaymentData, answer: RefundAnswer): PaymentCommand {
  switch (answer.outcome) {
    case 'refunded':
      return { type: 'RecordRefund', cause, shipmentId };
    case 'refused':
      return { type: 'RecordRefundRefusal', cause, shipmentId, refusal: refusalOf(answer, attempt) };
    default:
      return answer satisfies never;
  }
}
