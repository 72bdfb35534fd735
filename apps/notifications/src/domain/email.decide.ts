import type { NotificationsEvent } from '@windrose/contracts';
import type { Email } from './email';
import type { EmailCommand } from './email.commands';
import { EmailNotComposed } from './email.errors';

/** What a command changes about an e-mail: an empty list when it comes a second time. */
export function decide(command: EmailCommand, email: Email): NotificationsEvent[] {
  switch (command.type) {
    case 'ComposeEmail': {
      if (email.status !== 'unknown') return [];
      const { emailId, occasion, recipient, letter } = command;
      const { orderId, customerId, template } = occasion;
      return [
        { type: 'EmailComposed', data: { emailId, orderId, customerId, to: recipient.email, template, ...letter } },
      ];
    }
    case 'RecordSent': {
      if (email.status === 'unknown') throw new EmailNotComposed(command.type);
      // One that had failed may be sent after all: somebody has put its dead letter back.
      if (email.status === 'sent') return [];
      return [
        { type: 'EmailSent', data: { emailId: email.emailId, orderId: email.orderId, messageId: command.messageId } },
      ];
    }
    case 'RecordFailure': {
      if (email.status === 'unknown') throw new EmailNotComposed(command.type);
      if (email.status !== 'composed') return [];
      return [{ type: 'EmailFailed', data: { emailId: email.emailId, orderId: email.orderId, error: command.error } }];
    }
    default:
      return command satisfies never;
  }
}
