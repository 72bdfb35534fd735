import { textFrom, urlFrom, type Env } from '@windrose/platform';

export interface NotificationsConfig {
  /** SMTP_URL: the mail server. Without one, e-mails are only written down. */
  readonly smtpUrl: string | undefined;
  /** SMTP_FROM: the sender of every e-mail. Default `Windrose <orders@windrose.example>`. */
  readonly from: string;
}

const DEFAULT_FROM = 'Windrose <orders@windrose.example>';

export function notificationsConfig(env: Env = process.env): NotificationsConfig {
  return {
    smtpUrl: urlFrom(env, 'SMTP_URL', ['smtp', 'smtps']),
    from: textFrom(env, 'SMTP_FROM') ?? DEFAULT_FROM,
  };
}
