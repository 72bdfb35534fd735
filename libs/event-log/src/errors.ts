import { CodedError, ServiceUnavailable } from '@windrose/platform';

export type EventRefusedReason =
  | 'event_too_large'
  | 'meta_too_large'
  | 'bad_key'
  | 'bad_stream'
  | 'bad_type'
  | 'bad_command_id'
  | 'bad_text'
  | 'repeated_posting'
  | 'events_without_stream';

/** A unit that could never be stored or published. It was refused before it took a position. */
export class EventRefused extends CodedError {
  readonly code = 'event_refused';

  constructor(
    readonly reason: EventRefusedReason,
    message: string,
  ) {
    super(message);
  }
}

/**
 * The connection broke while the append was under way: it may or may not have happened. Decide again from what the log
 * says; a command id or an expected version makes that safe.
 */
export class AppendOutcomeUnknown extends ServiceUnavailable {}

/** The database can't be reached, or the log isn't open for appends yet. Nothing was written. */
export class LogUnavailable extends ServiceUnavailable {}

/** The log and its mirror disagree: appends stay stopped until a person has chosen which one is right. */
export class LogHalted extends ServiceUnavailable {
  constructor(reason: string) {
    super(`appends are stopped: ${reason}`, 30);
  }
}
