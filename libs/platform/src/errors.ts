/** Base of the errors that a caller may want to tell apart: a stable code beside the message. */
export abstract class CodedError extends Error {
  abstract readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** Something that this call needs can't be reached or didn't answer in time. Trying again later may work. */
export class ServiceUnavailable extends CodedError {
  readonly code = 'service_unavailable';

  constructor(
    message: string,
    /** Seconds after which another try makes sense (`Retry-After`). */
    readonly retryAfterSeconds = 1,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** It can be reached, but is asked for more than it can do. Nothing was done. */
export class ServiceBusy extends ServiceUnavailable {}

/** A setting is missing or wrong. The process must not start with it. */
export class ConfigError extends CodedError {
  readonly code = 'bad_configuration';

  constructor(
    readonly variable: string,
    readonly value: string | undefined,
    readonly allowed: string,
  ) {
    super(
      value === undefined
        ? `${variable} is not set; allowed: ${allowed}`
        : `${variable} is ${JSON.stringify(value)}; allowed: ${allowed}`,
    );
  }
}

/** The text of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
