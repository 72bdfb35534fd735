import { JetStreamApiError } from '@nats-io/jetstream';
import { NoRespondersError, RequestError, TimeoutError } from '@nats-io/transport-node';

/**
 * What the broker's codes mean. Nothing else in this lib knows their numbers, and nobody reads error texts.
 * The numbers are those of nats-server's `server/errors.json`.
 */
const CONSUMER_NOT_FOUND = 10014;
const NO_MESSAGE_FOUND = 10037;
const STREAM_NAME_IN_USE = 10058;
const STREAM_NOT_FOUND = 10059;
const SUBJECTS_OVERLAP = 10065;
const WRONG_LAST_SEQUENCE = 10071;
/** Newer servers answer this while a cluster doesn't know the last sequence yet. */
const WRONG_LAST_SEQUENCE_UNKNOWN = 10164;
const NO_ROOM = new Set([
  10002, // the account's limits
  10023, // insufficient resources
  10028, // memory
  10047, // file storage
  10077, // the store refused the message
  10110, // the account's limit on one stream
]);

function codeOf(error: unknown): number | undefined {
  return error instanceof JetStreamApiError ? error.code : undefined;
}

export function isNoStream(error: unknown): boolean {
  return codeOf(error) === STREAM_NOT_FOUND;
}

export function isNoConsumer(error: unknown): boolean {
  return codeOf(error) === CONSUMER_NOT_FOUND;
}

export function isNoMessage(error: unknown): boolean {
  return codeOf(error) === NO_MESSAGE_FOUND;
}

/** Another stream has the name, or owns a subject, that was asked for. */
export function isTaken(error: unknown): boolean {
  const code = codeOf(error);
  return code === STREAM_NAME_IN_USE || code === SUBJECTS_OVERLAP;
}

/** The stream's last sequence isn't the one that the publisher expected. */
export function isWrongLastSequence(error: unknown): boolean {
  const code = codeOf(error);
  return code === WRONG_LAST_SEQUENCE || code === WRONG_LAST_SEQUENCE_UNKNOWN;
}

/** There is no room for the message: disk, memory or a limit of the account. */
export function isNoRoom(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && NO_ROOM.has(code);
}

/** Nobody listens on the subject: JetStream is starting or electing a leader, the consumer is gone, the service is down. */
export function isNoResponders(error: unknown): boolean {
  if (error instanceof NoRespondersError) return true;
  if (error instanceof RequestError) return error.isNoResponders();
  // The JetStream client wraps it once more.
  return error instanceof Error && error.cause !== undefined && isNoResponders(error.cause);
}

export function isTimeout(error: unknown): boolean {
  return error instanceof TimeoutError || (error instanceof Error && error.cause instanceof TimeoutError);
}
