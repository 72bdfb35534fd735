import { Readable } from 'node:stream';
import type { EventFeed, PlacedEvent } from './event-feed';
import { idOf } from './place';

export interface StreamTimes {
  /** Milliseconds of silence after which a comment says that the connection lives. */
  readonly heartbeatMs: number;
  /** Milliseconds after which a client that takes nothing is cut off. It comes back with the last id that it got. */
  readonly patienceMs: number;
  /** Milliseconds after which a stream ends by itself, so that nobody reads on for ever with a token of long ago. */
  readonly lifeMs: number;
}

export const STREAM_TIMES: StreamTimes = { heartbeatMs: 15_000, patienceMs: 30_000, lifeMs: 3_600_000 };

/** Tells a client to come back after a second, and proxies that there is something to pass on. */
const OPENING = ': events of orders\nretry: 1000\n\n';
const HEARTBEAT = ': still here\n\n';

export interface EventStreamOptions {
  /** Told before what the feed has. */
  readonly history: readonly PlacedEvent[];
  readonly feed: EventFeed;
  /** Ends the stream; the feed's `next` must return then. */
  readonly signal: AbortSignal;
  readonly times?: StreamTimes;
}

/** The text of a `text/event-stream`. As much is made as its reader takes. */
export function eventStream({ history, feed, signal, times = STREAM_TIMES }: EventStreamOptions): Readable {
  const { heartbeatMs, patienceMs, lifeMs } = times;
  async function* text(): AsyncGenerator<string> {
    const endsAt = performance.now() + lifeMs;
    yield* watched(OPENING + history.map(textOf).join(''));
    while (!signal.aborted && performance.now() < endsAt) {
      const events = await feed.next(heartbeatMs);
      if (!signal.aborted) yield* watched(events.length > 0 ? events.map(textOf).join('') : HEARTBEAT);
    }
  }
  /** The generator goes on when its text has been taken. */
  function* watched(chunk: string): Generator<string> {
    const cut = setTimeout(() => stream.destroy(), patienceMs);
    try {
      yield chunk;
    } finally {
      clearTimeout(cut);
    }
  }
  const stream = Readable.from(text());
  return stream;
}

function textOf({ event: { orderId: _, bytes: __, ...event }, place }: PlacedEvent): string {
  return `id: ${idOf(place)}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
