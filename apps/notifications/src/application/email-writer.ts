import { Inject, Injectable } from '@nestjs/common';
import type { EventMeta } from '@windrose/contracts';
import type { Work } from '@windrose/event-log';
import { emailDecider } from '../domain/email';
import type { EmailCommand } from '../domain/email.commands';
import { decide } from '../domain/email.decide';
import { letterFor } from '../domain/letter';
import type { Occasion } from '../domain/occasion';
import type { Recipient } from '../domain/recipient';
import { emailStream, emailStreamId } from '../domain/streams';
import { sendJob } from './email-jobs';

/** Injects whether there is a mail server: a boolean. */
export const MAIL_IS_SENT = Symbol('MAIL_IS_SENT');

/** What a use case decides with: the unit of work that it joins, and where its events come from. */
export interface Deciding {
  readonly work: Work;
  readonly meta: EventMeta;
}

/** Decides on e-mails, and has them sent where there is a mail server. */
@Injectable()
export class EmailWriter {
  constructor(@Inject(MAIL_IS_SENT) private readonly mailIsSent: boolean) {}

  async write(emailId: string, occasion: Occasion, recipient: Recipient, deciding: Deciding): Promise<void> {
    const letter = letterFor(occasion, recipient);
    await this.change(
      emailId,
      occasion.orderId,
      { type: 'ComposeEmail', emailId, occasion, recipient, letter },
      deciding,
    );
  }

  async change(emailId: string, orderId: string, command: EmailCommand, { work, meta }: Deciding): Promise<void> {
    const { state } = await work.load(emailDecider, emailStreamId(emailId));
    const events = decide(command, state);
    if (events.length === 0) return;
    const composed = events.some((event) => event.type === 'EmailComposed');
    const addJobs = composed && this.mailIsSent ? [sendJob(emailId, orderId)] : [];
    work.append(emailDecider, { stream: emailStream(emailId, orderId), events, meta, addJobs });
  }
}
