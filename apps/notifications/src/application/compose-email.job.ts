import { Injectable } from '@nestjs/common';
import type { DueJob, JobHandler, Work } from '@windrose/event-log';
import type { Recipient } from '../domain/recipient';
import { COMPOSE_EMAIL, type ComposeEmailData } from './email-jobs';
import { EmailWriter } from './email-writer';
import { Recipients } from './recipients';

/** With the runner's back-off of a minute at most, about a day. */
const TRIES = 1_500;

/** Waits until the customer is known, then writes. */
@Injectable()
export class ComposeEmailJob implements JobHandler<ComposeEmailData, Recipient> {
  readonly kind = COMPOSE_EMAIL;
  readonly maxAttempts = TRIES;

  constructor(
    private readonly recipients: Recipients,
    private readonly emails: EmailWriter,
  ) {}

  async perform(job: DueJob<ComposeEmailData>): Promise<Recipient> {
    const { customerId } = job.data.occasion;
    const recipient = await this.recipients.find(customerId);
    if (recipient !== undefined) return recipient;
    throw new Error(`the customer ${customerId} is not known yet`);
  }

  async conclude(job: DueJob<ComposeEmailData>, recipient: Recipient, work: Work): Promise<void> {
    const { emailId, occasion } = job.data;
    await this.emails.write(emailId, occasion, recipient, { work, meta: job.meta });
  }
}
