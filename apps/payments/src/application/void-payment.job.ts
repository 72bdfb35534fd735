import { Injectable } from '@nestjs/common';
import type { DueJob, JobHandler, Work } from '@windrose/event-log';
import type { PaymentCommand } from '../domain/payment.commands';
import { changePayment } from './change-payment';
import { operationKey } from './operation-key';
import { VOID_PAYMENT, type VoidPaymentData } from './payment-jobs';
import { PaymentProvider, type Refused } from './payment-provider';
import { commandOf, refusalOf } from './provider-answers';
import { askProvider, MAY_LINGER } from './provider-retries';

/** Asks the provider to release what it holds and was not captured. */
@Injectable()
export class VoidPaymentJob implements JobHandler<VoidPaymentData, PaymentCommand> {
  readonly kind = VOID_PAYMENT;
  /** The customer's money is held: nobody but the provider can end this. */
  readonly maxAttempts = Infinity;
  readonly mayLinger = MAY_LINGER;
  readonly concludesLateAnswers = true;

  constructor(private readonly provider: PaymentProvider) {}

  perform(job: DueJob<VoidPaymentData>, signal: AbortSignal): Promise<PaymentCommand> {
    return askProvider(job.attempt, async () => {
      const { paymentId, authorizationId, attempt } = job.data;
      const idempotencyKey = operationKey(paymentId, { kind: 'void' }, attempt);
      const answer = await this.provider.void({ authorizationId, idempotencyKey }, signal);
      if (answer.outcome === 'refused') return this.makeSenseOf(answer, job, signal);
      return { type: 'RecordRelease', released: answer.released };
    });
  }

  async conclude(job: DueJob<VoidPaymentData>, command: PaymentCommand, work: Work): Promise<void> {
    await changePayment(job.key, command, { work, meta: job.meta });
  }

  /** There may be nothing to release: it has expired, or the customer has declined. The provider's books know. */
  private async makeSenseOf(
    refused: Refused,
    { key, data }: DueJob<VoidPaymentData>,
    signal: AbortSignal,
  ): Promise<PaymentCommand> {
    const { paymentId, authorizationId, attempt } = data;
    const idempotencyKey = operationKey(paymentId, { kind: 'authorize' });
    const found = await this.provider.findAuthorization({ reference: key, idempotencyKey, authorizationId }, signal);
    if (found?.outcome === 'released' || found?.outcome === 'declined') return commandOf(found);
    return { type: 'RecordVoidRefusal', refusal: refusalOf(refused, attempt) };
  }
}
