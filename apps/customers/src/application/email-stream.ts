import { createHash } from 'node:crypto';
import { normalisedEmail } from '../domain/email-address';
import { emailStreamId } from '../domain/streams';

/** The id of the stream that says whose an address is. */
export function emailStreamOf(email: string): string {
  return emailStreamId(createHash('sha256').update(normalisedEmail(email)).digest('hex'));
}
