import type { Msg } from '@nats-io/transport-node';
import { ServiceBusy, ServiceUnavailable } from '@windrose/platform';
import { HeaderBlock, headerBlockOf, headerIn } from '../broker/raw-message';

/** Unix milliseconds after which nobody waits for the answer any more. Hosts need clocks that agree within a second. */
const DEADLINE = 'Windrose-Deadline';
const TRACEPARENT = 'traceparent';

/** A request as Nest's NATS transport writes it. One without an id wants no answer. */
export interface RequestPacket {
  readonly pattern: unknown;
  readonly data: unknown;
  readonly id?: string;
}

/** An answer as Nest's NATS transport reads it. */
export interface ReplyPacket {
  readonly id: string;
  readonly isDisposed: true;
  readonly response?: unknown;
  readonly err?: WireError;
}

/** What of an error leaves the service: never a stack, never the text of an error that nobody foresaw. */
export interface WireError {
  readonly status: 'error';
  readonly code: 'service_unavailable' | 'service_busy' | 'internal';
  readonly message: string;
  readonly retryAfterSeconds?: number;
}

export function requestHeaders(deadline: number, traceparent: string | undefined): HeaderBlock {
  const trace = traceparent === undefined ? '' : `\r\n${TRACEPARENT}: ${traceparent}`;
  return new HeaderBlock(`NATS/1.0\r\n${DEADLINE}: ${deadline}${trace}\r\n\r\n`);
}

/** What a request asks; null when it is not a packet. Never throws: it may run inside a callback of the client. */
export function packetOf(request: Msg): RequestPacket | null {
  try {
    const packet: unknown = request.json();
    return typeof packet === 'object' ? (packet as RequestPacket | null) : null;
  } catch {
    return null;
  }
}

/** When the caller gives up; Infinity when it didn't say. */
export function deadlineOf(request: Msg): number {
  const text = headerIn(headerBlockOf(request), DEADLINE);
  return text === undefined || !/^\d{1,15}$/.test(text) ? Infinity : Number(text);
}

export function wireErrorOf(error: unknown): WireError {
  if (error instanceof ServiceUnavailable) {
    const { message, retryAfterSeconds } = error;
    const code = error instanceof ServiceBusy ? 'service_busy' : 'service_unavailable';
    return { status: 'error', code, message, retryAfterSeconds };
  }
  return { status: 'error', code: 'internal', message: 'Internal server error' };
}
