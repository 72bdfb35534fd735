import { CodedError, ServiceUnavailable } from '@windrose/platform';

/** There is no connection to the broker right now. It is being re-established. */
export class BrokerDisconnected extends ServiceUnavailable {
  constructor(doing: string) {
    super(`not connected to NATS: ${doing}`);
  }
}

/** The broker has the stream, but not as its owner declared it, and it can't be changed to that. */
export class StreamMismatch extends CodedError {
  readonly code = 'stream_mismatch';
}
