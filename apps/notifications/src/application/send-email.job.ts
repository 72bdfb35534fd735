import { Injectable } from '@nestjs/common';
import { EventLog, type DueJob, type JobHandler, type Work } from '@windrose/event-log';
import { messageOf } from '@windrose/platform';
import { emailDecider } from '../domain/email';
import { emailStreamId } from '../domain/streams';
import { SEND_EMAIL, type SendEmailData } from './email-jobs';
import { EmailWriter } from './email-writer';
import { Mailer, type MailerAnswer } from './mailer';

type Answer = MailerAnswer | { readonly outcome: 'settled' };

/** With the runner's back-off of a minute at most, more than an hour: a mail server may be down for a while. */
const TRIES = 100;

/**
 * Hands an e-mail to the mail server. Should the process die between the server's answer and the log, it is sent again,
 * under the same Message-ID.
 */
@Injectable()
export class SendEmailJob implements JobHandler<SendEmailData, Answer> {
  readonly kind = SEND_EMAIL;
  readonly maxAttempts = TRIES;

  constructor(
    private readonly log: EventLog,
    private readonly emails: EmailWriter,
    private readonly mailer: Mailer,
  ) {}

  async perform(job: DueJob<SendEmailData>, signal: AbortSignal): Promise<Answer> {
    const { emailId } = job.data;
    const { state } = await this.log.load(emailDecider, emailStreamId(emailId));
    if (state.status === 'unknown' || state.status === 'sent') return { outcome: 'settled' };
    const { to, subject, text } = state;
    return this.mailer.send({ id: emailId, to, subject, text }, signal);
  }

  async conclude(job: DueJob<SendEmailData>, answer: Answer, work: Work): Promise<void> {
    const { emailId } = job.data;
    const deciding = { work, meta: job.meta };
    switch (answer.outcome) {
      case 'accepted':
        return this.emails.change(emailId, job.key, { type: 'RecordSent', messageId: answer.messageId }, deciding);
      case 'refused':
        return this.emails.change(emailId, job.key, { type: 'RecordFailure', error: answer.reason }, deciding);
      case 'settled':
        return;
      default:
        return answer satisfies never;
    }
  }

  async giveUp(job: DueJob<SendEmailData>, error: unknown, work: Work): Promise<void> {
    const failure = { type: 'RecordFailure', error: messageOf(error) } as const;
    await this.emails.change(job.data.emailId, job.key, failure, { work, meta: job.meta });
  }
}
