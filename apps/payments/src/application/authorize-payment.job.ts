import { Injectable } from '@nestjs/common';
import { RetryLater, type DueJob, type JobHandler, type Work } from '@windrose/event-log';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AbandonedPayment } from '../domain/payment';
import type { PaymentCommand } from '../domain/payment.commands';
import { changePayment } from './change-payment';
import { operationKey } from './operation-key';
import { AUTHORIZE_PAYMENT, type AuthorizePaymentData } from './payment-jobs';
import { PaymentProvider, type AuthorizationAnswer } from './payment-provider';
import { PaymentReader } from './payment-reader';
import { commandOf } from './provider-answers';
import { askProvider, MAY_LINGER } from './provider-retries';

/**
 * Milliseconds after an order's end in which a request that was sent before may still reach the provider: one call at
 * its longest, and as much again for whatever lies between here and there.
 */
const IN_FLIGHT_MS = 20_000;
/** Milliseconds between the two looks that show that it has not. */
const SECOND_LOOK_MS = 1_000;

/** Asks the provider to hold an order's total. */
@Injectable()
export class AuthorizePaymentJob implements JobHandler<AuthorizePaymentData, PaymentCommand | null> {
  readonly kind = AUTHORIZE_PAYMENT;
  /** An order waits for the answer, and money may be held already: nobody but the provider can end this. */
  readonly maxAttempts = Infinity;
  readonly mayLinger = MAY_LINGER;
  readonly concludesLateAnswers = true;

  constructor(
    private readonly provider: PaymentProvider,
    private readonly payments: PaymentReader,
  ) {}

  async perform(job: DueJob<AuthorizePaymentData>, signal: AbortSignal): Promise<PaymentCommand | null> {
    const payment = await this.payments.load(job.key);
    switch (payment.status) {
      case 'initiated':
        return askProvider(job.attempt, async () => commandOf(await this.ask(job, signal)));
      case 'abandoned':
        return askProvider(job.attempt, () => this.makeSure(payment, job, signal));
      // The books were faster than the answer to an earlier try.
      case 'unknown':
      case 'action_required':
      case 'declined':
      case 'authorized':
      case 'releasing':
      case 'voided':
        return null;
      default:
        return payment satisfies never;
    }
  }

  async conclude(job: DueJob<AuthorizePaymentData>, command: PaymentCommand | null, work: Work): Promise<void> {
    if (command !== null) await changePayment(job.key, command, { work, meta: job.meta });
  }

  private async ask(job: DueJob<AuthorizePaymentData>, signal: AbortSignal): Promise<AuthorizationAnswer> {
    const { paymentId, amount, token } = job.data;
    const idempotencyKey = operationKey(paymentId, { kind: 'authorize' });
    // An earlier try may have got through, whatever it looked like from here: the provider's books say it best.
    const found = job.attempt > 1 ? await this.find(job, signal) : null;
    const answer =
      found ?? (await this.provider.authorize({ reference: job.key, amount, token, idempotencyKey }, signal));
    if (answer.outcome !== 'action_required') return answer;
    // For a known key the provider repeats its first answer: only its books know what the customer has done since.
    return (await this.find(job, signal)) ?? answer;
  }

  /** The order has ended: nothing is asked for any more, but an earlier try may get through yet. */
  private async makeSure(
    { since }: AbandonedPayment,
    job: DueJob<AuthorizePaymentData>,
    signal: AbortSignal,
  ): Promise<PaymentCommand> {
    const found = await this.find(job, signal);
    if (found !== null) return commandOf(found);
    const waitMs = Date.parse(since) + IN_FLIGHT_MS - Date.now();
    if (waitMs > 0) throw new RetryLater('a request to authorise may still be under way', waitMs);
    // A provider that had stood still may answer this question before a request that it got earlier.
    await sleep(SECOND_LOOK_MS, undefined, { signal });
    const second = await this.find(job, signal);
    return second === null ? { type: 'RecordAbsence' } : commandOf(second);
  }

  private find({ key, data }: DueJob<AuthorizePaymentData>, signal: AbortSignal): Promise<AuthorizationAnswer | null> {
    const idempotencyKey = operationKey(data.paymentId, { kind: 'authorize' });
    return this.provider.findAuthorization({ reference: key, idempotencyKey, authorizationId: null }, signal);
  }
}
