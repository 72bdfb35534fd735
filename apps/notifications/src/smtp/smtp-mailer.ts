import type { OnApplicationShutdown } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { Mailer, type MailerAnswer, type OutgoingEmail } from '../application/mailer';
import { isRefusedForGood, refusalOf } from './smtp-refusal';

export interface SmtpOptions {
  /** `smtp://user:password@host:port` or `smtps://…`; nodemailer's options may follow as parameters. */
  readonly url: string;
  /** `Name <address>`. */
  readonly from: string;
}

const CONNECTIONS = 4;
const CONNECT_TIMEOUT_MS = 5_000;
const SOCKET_TIMEOUT_MS = 30_000;

/** Sends over a few connections that are kept. */
export class SmtpMailer extends Mailer implements OnApplicationShutdown {
  private readonly transport;
  private readonly from: string;
  /** The domain of the sender's address: Message-IDs are unique within it. */
  private readonly domain: string;

  constructor({ url, from }: SmtpOptions) {
    super();
    this.from = from;
    this.domain = /@([A-Za-z0-9.-]+)/.exec(from)?.[1] ?? 'localhost';
    this.transport = createTransport({
      url,
      pool: true,
      maxConnections: CONNECTIONS,
      connectionTimeout: CONNECT_TIMEOUT_MS,
      greetingTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: SOCKET_TIMEOUT_MS,
    });
  }

  async send({ id, to, subject, text }: OutgoingEmail, signal: AbortSignal): Promise<MailerAnswer> {
    const messageId = `<${id}@${this.domain}>`;
    try {
      // An address object, not text: a comma in what a customer typed must not make two recipients of it.
      const sent = await this.transport.sendMail({
        messageId,
        from: this.from,
        to: { name: '', address: to },
        subject,
        text,
        signal,
      });
      return { outcome: 'accepted', messageId: sent.messageId };
    } catch (error) {
      if (isRefusedForGood(error)) return { outcome: 'refused', reason: refusalOf(error) };
      throw error;
    }
  }

  onApplicationShutdown(): void {
    this.transport.close();
  }
}
