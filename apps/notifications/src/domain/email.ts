import type { EmailTemplate, NotificationsEvent } from '@windrose/contracts';

interface EmailFacts {
  readonly emailId: string;
  readonly orderId: string;
  readonly customerId: string;
  readonly to: string;
  readonly template: EmailTemplate;
  readonly subject: string;
  readonly text: string;
}

export interface UnknownEmail {
  readonly status: 'unknown';
}

/** Written. It stays like this where no mail server is configured. */
export interface ComposedEmail extends EmailFacts {
  readonly status: 'composed';
}

export interface SentEmail extends EmailFacts {
  readonly status: 'sent';
  /** What the mail server called it. */
  readonly messageId: string;
}

export interface FailedEmail extends EmailFacts {
  readonly status: 'failed';
  readonly error: string;
}

export type Email = UnknownEmail | ComposedEmail | SentEmail | FailedEmail;

export const unknownEmail: UnknownEmail = { status: 'unknown' };

export function evolve(email: Email, event: NotificationsEvent): Email {
  switch (event.type) {
    case 'EmailComposed': {
      const { emailId, orderId, customerId, to, template, subject, text } = event.data;
      return { status: 'composed', emailId, orderId, customerId, to, template, subject, text };
    }
    case 'EmailSent':
      if (email.status !== 'composed' && email.status !== 'failed') return email;
      return { ...factsOf(email), status: 'sent', messageId: event.data.messageId };
    case 'EmailFailed':
      return email.status === 'composed' ? { ...email, status: 'failed', error: event.data.error } : email;
    default:
      return event satisfies never;
  }
}

/** How an e-mail's stream is folded. */
export const emailDecider = { initialState: unknownEmail as Email, evolve };

function factsOf({ emailId, orderId, customerId, to, template, subject, text }: EmailFacts): EmailFacts {
  return { emailId, orderId, customerId, to, template, subject, text };
}
