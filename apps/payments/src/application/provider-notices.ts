import { Injectable } from '@nestjs/common';
import type { ProviderNotice, RequestContext } from '@windrose/contracts';
import { EventLog, requestedBy } from '@windrose/event-log';
import { derivedId } from '@windrose/platform';
import { PaymentReader } from './payment-reader';
import { reconcileJob } from './payment-jobs';

/**
 * Takes what the provider tells by itself. Anybody might have sent it, and it may come twice, late, or never: so it is
 * believed nothing, it only has the provider asked.
 */
@Injectable()
export class ProviderNotices {
  constructor(
    private readonly log: EventLog,
    private readonly payments: PaymentReader,
  ) {}

  /** A repeat changes nothing, and neither does a notice about something that this service has never paid. */
  async take({ eventId, reference }: ProviderNotice, context: RequestContext): Promise<void> {
    const payment = await this.payments.load(reference);
    if (payment.status === 'unknown') return;
    const { orderId, paymentId } = payment;
    // The provider's ids may be of any length and alphabet.
    const noticeId = derivedId(eventId);
    await this.log.append({
      commandId: `provider-notice/${noticeId}`,
      result: null,
      meta: requestedBy(context),
      addJobs: [reconcileJob(orderId, { paymentId, because: 'notice' }, noticeId)],
    });
  }
}
