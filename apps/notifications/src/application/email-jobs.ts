import type { JobAdd } from '@windrose/event-log';
import type { Occasion } from '../domain/occasion';

export const COMPOSE_EMAIL = 'compose-email';
export const SEND_EMAIL = 'send-email';

export interface ComposeEmailData {
  readonly emailId: string;
  readonly occasion: Occasion;
}

export interface SendEmailData {
  readonly emailId: string;
}

export function composeJob(emailId: string, occasion: Occasion): JobAdd {
  const data: ComposeEmailData = { emailId, occasion };
  return { id: `${COMPOSE_EMAIL}-${emailId}`, kind: COMPOSE_EMAIL, key: occasion.orderId, data };
}

export function sendJob(emailId: string, orderId: string): JobAdd {
  const data: SendEmailData = { emailId };
  return { id: `${SEND_EMAIL}-${emailId}`, kind: SEND_EMAIL, key: orderId, data };
}
