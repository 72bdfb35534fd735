import { Injectable } from '@nestjs/common';
import { derivedId } from '@windrose/platform';
import { identityOf, type Occasion } from '../domain/occasion';
import { composeJob } from './email-jobs';
import { EmailWriter, type Deciding } from './email-writer';
import { Recipients } from './recipients';

/** The same occasion gives the same e-mail, however often it comes up. */
export function emailIdFor(occasion: Occasion): string {
  return derivedId(...identityOf(occasion));
}

/**
 * Writes to the customer about something that happened. Customers and orders arrive from two logs, and the customers'
 * may be behind: then a job waits for the customer, since neither the e-mail nor the events after it may wait.
 */
@Injectable()
export class ComposeEmail {
  constructor(
    private readonly recipients: Recipients,
    private readonly emails: EmailWriter,
  ) {}

  async about(occasion: Occasion, deciding: Deciding): Promise<void> {
    const emailId = emailIdFor(occasion);
    const recipient = await this.recipients.find(occasion.customerId);
    if (recipient !== undefined) {
      await this.emails.write(emailId, occasion, recipient, deciding);
      return;
    }
    const { work, meta } = deciding;
    work.change({ meta, addJobs: [composeJob(emailId, occasion)] });
  }
}
