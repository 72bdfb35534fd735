import { JetStreamApiError, type ApiError } from '@nats-io/jetstream';
import { NoRespondersError, type Msg } from '@nats-io/transport-node';

/** The broker stored an event, but not at its position: the mirror is not what we think it is. */
export class MisplacedEvent extends Error {
  constructor(position: number, stream: string, sequence: number) {
    super(`event ${position} was stored in ${stream} at ${sequence}`);
  }
}

interface Ack {
  readonly stream: string;
  readonly seq: number;
  readonly error?: ApiError;
}

/**
 * What went wrong according to the reply to a publish; undefined when the event is stored in the stream at its
 * position. A duplicate is fine: it says where the first one is.
 */
export function refusalIn(reply: Msg, stream: string, position: number): Error | undefined {
  if (reply.data.length === 0) {
    return reply.headers?.code === 503
      ? new NoRespondersError(`stream ${stream}`)
      : new Error(`stream ${stream} answered nothing for event ${position}`);
  }
  const ack = ackIn(reply);
  if (ack === null) return new Error(`stream ${stream} answered event ${position} with something else than an ack`);
  if (ack.error !== undefined) return new JetStreamApiError(ack.error);
  return ack.seq === position && ack.stream === stream ? undefined : new MisplacedEvent(position, ack.stream, ack.seq);
}

/** Null for what isn't JSON: this runs inside a callback of the client, which must not throw. */
function ackIn(reply: Msg): Ack | null {
  try {
    return reply.json<Ack>();
  } catch {
    return null;
  }
}
