import type { Letter } from './letter';
import type { Occasion } from './occasion';
import type { Recipient } from './recipient';

/** Writes the e-mail down. The text is fixed here: a later try sends the same words. */
export interface ComposeEmail {
  readonly type: 'ComposeEmail';
  readonly emailId: string;
  readonly occasion: Occasion;
  readonly recipient: Recipient;
  readonly letter: Letter;
}

/** The mail server took it. */
export interface RecordSent {
  readonly type: 'RecordSent';
  readonly messageId: string;
}

/** The mail server refused it for good, or could not be reached for so long that nobody tries any more. */
export interface RecordFailure {
  readonly type: 'RecordFailure';
  readonly error: string;
}

export type EmailCommand = ComposeEmail | RecordSent | RecordFailure;
