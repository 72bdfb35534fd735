import { Injectable } from '@nestjs/common';
import { RetryLater, type DueJob, type JobHandler, type Work } from '@windrose/event-log';
import type { KnownPayment } from '../domain/payment';
import type { PaymentCommand } from '../domain/payment.commands';
import { changePayment } from './change-payment';
import { operationKey } from './operation-key';
import { RECONCILE_PAYMENT, type ReconcilePaymentData } from './payment-jobs';
import { PaymentProvider, type AuthorizationAnswer } from './payment-provider';
import { PaymentReader } from './payment-reader';
import { commandOf } from './provider-answers';
import { askProvider, MAY_LINGER } from './provider-retries';

/**
 * Milliseconds between two looks, for what has been waiting for `ageMs`. An order that has ended must not hold the
 * customer's money for seconds; a customer takes as long as it takes.
 */
const BETWEEN_LOOKS = {
  abandoned: (ageMs: number) => clamp(ageMs / 4, 100, 2_000),
  action_required: (ageMs: number) => clamp(ageMs / 10, 1_000, 5_000),
};

/**
 * Asks the provider's books how an authorisation stands, for as long as the payment waits for that. It doesn't wait for
 * the call that may still be under way: whichever of the two hears it first records it, and the other finds it recorded.
 */
@Injectable()
export class ReconcilePaymentJob implements JobHandler<ReconcilePaymentData, PaymentCommand | null> {
  readonly kind = RECONCILE_PAYMENT;
  /** Money may be held: nobody but the provider can end this. */
  readonly maxAttempts = Infinity;
  readonly mayLinger = MAY_LINGER;
  readonly concludesLateAnswers = true;

  constructor(
    private readonly provider: PaymentProvider,
    private readonly payments: PaymentReader,
  ) {}

  async perform(job: DueJob<ReconcilePaymentData>, signal: AbortSignal): Promise<PaymentCommand | null> {
    const payment = await this.payments.load(job.key);
    switch (payment.status) {
      case 'abandoned':
      case 'action_required':
        return this.look(payment, job, signal);
      // Only a notice has anything to say about these: an authorisation may have expired, or come about after all.
      case 'initiated':
      case 'authorized':
      case 'declined':
      case 'voided':
        return job.data.because === 'notice' ? this.look(payment, job, signal) : null;
      case 'unknown':
      case 'releasing':
        return null;
      default:
        return payment satisfies never;
    }
  }

  async conclude(job: DueJob<ReconcilePaymentData>, command: PaymentCommand | null, work: Work): Promise<void> {
    if (command !== null) await changePayment(job.key, command, { work, meta: job.meta });
  }

  private async look(
    payment: KnownPayment,
    { key, data, attempt }: DueJob<ReconcilePaymentData>,
    signal: AbortSignal,
  ): Promise<PaymentCommand | null> {
    const query = {
      reference: key,
      idempotencyKey: operationKey(data.paymentId, { kind: 'authorize' }),
      authorizationId: 'authorizationId' in payment ? payment.authorizationId : null,
    };
    const answer = await askProvider(attempt, () => this.provider.findAuthorization(query, signal));
    if (answer !== null && isNews(answer, payment)) return commandOf(answer);
    if (data.because === 'notice' || !('since' in payment)) return null;
    const ageMs = Date.now() - Date.parse(payment.since);
    throw new RetryLater('the provider has not decided yet', BETWEEN_LOOKS[payment.status](ageMs));
  }
}

function isNews(answer: AuthorizationAnswer, { status }: KnownPayment): boolean {
  return !(answer.outcome === 'action_required' && status === 'action_required');
}

function clamp(value: number, min: number, max: number): number {
  return Math.round(Math.min(max, Math.max(min, value)));
}
