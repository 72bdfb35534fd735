import { Readable } from 'node:stream';
import type { EventFeed, PlacedEvent } from './event-feed';
import { idOf } from './place';

export interface StreamTimes {
  /** Milliseconds of silence after which a comment says that the connection lives. */
  readonly heartbeatMs: number;
  /** Milliseconds after which a client that takes nothing is cut off. It comes back with the last id that it got. */
  readonly patienceMs: number;
}

export const STREAM_TIMES: StreamTimes = { heartbeatMs: 15_000, patienceMs: 30_000 };

/** Tells a client to come back after a second, and proxies that there is something to pass on. */
const OPENING = ': events of orders\nretry: 1000\n\n';
const HEARTBEAT = ': still here\n\n';

export interface EventStreamOptions {
  /** Told before what the feed has. */
  readonly history: readonly PlacedEvent[];
  readonly feed: EventFeed;
  /** Ends the stream, when its reader has taken what it was given. */
  readonly signal: AbortSignal;
  /** Its reader may read no longer: ends the stream too, and cuts off one who hasn't taken what it was given. */
  readonly expired: AbortSignal;
  readonly times?: StreamTimes;
}

/** The text of a `text/event-stream`. As much is made as its reader takes. */
export function eventStream({ history, feed, signal, expired, times = STREAM_TIMES }: EventStreamOptions): Readable {
  const { heartbeatMs, patienceMs } = times;
  const end = AbortSignal.any([signal, expired]);
  async function* text(): AsyncGenerator<string> {
    if (!end.aborted) yield* watched(OPENING + history.map(textOf).join(''));
    while (!end.aborted) {
      const events = await unlessAborted(end, () => feed.next(heartbeatMs));
      if (!end.aborted) yield* watched(events.length > 0 ? events.map(textOf).join('') : HEARTBEAT);
    }
  }
  /** The generator goes on when its text has been taken. */
  function* watched(chunk: string): Generator<string> {
    const cut = (): void => void stream.destroy();
    const timer = setTimeout(cut, patienceMs);
    expired.addEventListener('abort', cut);
    try {
      yield chunk;
    } finally {
      clearTimeout(timer);
      expired.removeEventListener('abort', cut);
    }
  }
  const stream = Readable.from(text());
  return stream;
}

/**
 * What the feed has, or nothing when the end comes first: the feed may be waiting for a service's answer then. Not a race
 * with a promise of the end, which would remember every event until then.
 */
function unlessAborted(end: AbortSignal, next: () => Promise<readonly PlacedEvent[]>): Promise<readonly PlacedEvent[]> {
  return new Promise((resolve, reject) => {
    const stop = (): void => resolve([]);
    end.addEventListener('abort', stop);
    next()
      .then(resolve, reject)
      .finally(() => end.removeEventListener('abort', stop));
  });
}

function textOf({ event: { orderId: _, bytes: __, ...event }, place }: PlacedEvent): string {
  return `id: ${idOf(place)}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
