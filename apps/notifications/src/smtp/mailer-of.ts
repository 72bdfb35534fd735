import type { Mailer } from '../application/mailer';
import type { NotificationsConfig } from '../notifications.config';
import { NoMailer } from './no-mailer';
import { SmtpMailer } from './smtp-mailer';

export function mailerOf({ smtpUrl, from }: NotificationsConfig): Mailer {
  return smtpUrl === undefined ? new NoMailer() : new SmtpMailer({ url: smtpUrl, from });
}
