import { CodedError, ServiceUnavailable } from '@windrose/platform';

export type EventRefusedReason =
  | 'event_too_large'
  | 'meta_too_large'
  | 'bad_key'
  | 'bad_stream'
  | 'bad_type'
  | 'bad_command_id'
  | 'bad_text'
  | 'bad_number'
  | 'not_json'
  | 'repeated_posting'
  | 'repeated_cursor'
  | 'repeated_event'
  | 'events_without_stream'
  | 'without_meta'
  /** The stream exists with another key: its events would be routed two ways. */
  | 'wrong_key'
  /** The database says that it can't be stored: an amount that doesn't fit, a text that it can't hold. */
  | 'not_storable';

/** A unit that could never be stored or published. It was refused before it took a position. */
export class EventRefused extends CodedError {
  readonly code = 'event_refused';

  constructor(
    readonly reason: EventRefusedReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * The connection broke while the append was under way: it may or may not have happened. Decide again from what the log
 * says; a command id or an expected version makes that safe.
 */
export class AppendOutcomeUnknown extends ServiceUnavailable {}

/** The database can't be reached or can't do it now, or the log isn't open for appends yet. Nothing was written. */
export class LogUnavailable extends ServiceUnavailable {}

/** The log and its mirror disagree: appends stay stopped until a person has chosen which one is right. */
export class LogHalted extends ServiceUnavailable {
  constructor(reason: string) {
    super(`appends are stopped: ${reason}`, 30);
  }
}
