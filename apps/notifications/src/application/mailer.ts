export interface OutgoingEmail {
  /** Without angle brackets. The same for every try, so that a mail server or a reader can tell a repeat. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export type MailerAnswer =
  | { readonly outcome: 'accepted'; readonly messageId: string }
  /** The mail server will never take it. */
  | { readonly outcome: 'refused'; readonly reason: string };

/** Hands e-mails to a mail server. Rejects where another try may work. */
export abstract class Mailer {
  abstract send(email: OutgoingEmail, signal: AbortSignal): Promise<MailerAnswer>;
}
