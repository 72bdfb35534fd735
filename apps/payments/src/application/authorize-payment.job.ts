import { Injectable } from '@nestjs/common';
import { RetryLater, type DueJob, type JobHandler, type Work } from '@windrose/event-log';
import { changePayment } from './change-payment';
import { operationKey } from './operation-key';
import { AUTHORIZE_PAYMENT, type AuthorizePaymentData } from './payment-jobs';
import { PaymentProvider, type AuthorizationAnswer } from './payment-provider';
import { askProvider } from './provider-retries';

type Decision = Exclude<AuthorizationAnswer, { outcome: 'action_required' }>;

/** Milliseconds between two looks at an authorisation that waits for the customer. */
const ACTION_POLL_MS = 1_000;

/** Asks the provider to hold an order's total. */
@Injectable()
export class AuthorizePaymentJob implements JobHandler<AuthorizePaymentData, Decision> {
  readonly kind = AUTHORIZE_PAYMENT;
  /** An order waits for the answer, and money may be held already: nobody but the provider can end this. */
  readonly maxAttempts = Infinity;

  constructor(private readonly provider: PaymentProvider) {}

  async perform(job: DueJob<AuthorizePaymentData>, signal: AbortSignal): Promise<Decision> {
    const answer = await askProvider(job.attempt, () => this.ask(job, signal));
    if (answer.outcome === 'action_required') throw new RetryLater('the customer has to confirm', ACTION_POLL_MS);
    return answer;
  }

  async conclude(job: DueJob<AuthorizePaymentData>, answer: Decision, work: Work): Promise<void> {
    await changePayment(job.key, commandFor(answer), { work, meta: job.meta });
  }

  private async ask(job: DueJob<AuthorizePaymentData>, signal: AbortSignal): Promise<AuthorizationAnswer> {
    const { paymentId, amount, token } = job.data;
    const idempotencyKey = operationKey(paymentId, { kind: 'authorize' });
    // An earlier try may have got through, whatever it looked like from here: the provider's books say it best.
    const found = job.attempt > 1 ? await this.provider.findAuthorization(idempotencyKey, signal) : null;
    const answer =
      found ?? (await this.provider.authorize({ reference: job.key, amount, token, idempotencyKey }, signal));
    if (answer.outcome !== 'action_required') return answer;
    // For a known key the provider repeats its first answer: only its books know what the customer has done since.
    return (await this.provider.findAuthorization(idempotencyKey, signal)) ?? answer;
  }
}

function commandFor(answer: Decision) {
  switch (answer.outcome) {
    case 'authorized':
      return { type: 'RecordAuthorization', authorizationId: answer.authorizationId } as const;
    case 'declined':
      return { type: 'RecordDecline', code: answer.code, message: answer.message } as const;
    default:
      return answer satisfies never;
  }
}
