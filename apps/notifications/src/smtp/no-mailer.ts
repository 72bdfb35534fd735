import { RetryLater } from '@windrose/event-log';
import { Mailer } from '../application/mailer';

/** Milliseconds between two looks whether there is a mail server again: only a new start can bring one. */
const PATIENCE_MS = 60_000;

/**
 * Where no mail server is configured. E-mails that were to be sent while there was one wait for the next.
 */
export class NoMailer extends Mailer {
  send(): Promise<never> {
    return Promise.reject(new RetryLater('no mail server is configured', PATIENCE_MS));
  }
}
