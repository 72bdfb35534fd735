import type { NotificationsEvent } from '@windrose/contracts';
import type { Derivation } from '@windrose/event-log';
import { sendJob } from './email-jobs';

/** An e-mail that was written is to be sent, where e-mails are sent: the job finds out whether it was. */
export function notificationsDerivation({ mailIsSent }: { readonly mailIsSent: boolean }): Derivation {
  return {
    followUps: (recorded) => {
      const event = recorded as unknown as NotificationsEvent;
      if (!mailIsSent || event.type !== 'EmailComposed') return {};
      return { addJobs: [sendJob(event.data.emailId, event.data.orderId)] };
    },
  };
}
