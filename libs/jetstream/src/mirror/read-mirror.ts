import type { Service } from '@windrose/contracts';
import { streamNameOf } from '@windrose/contracts';
import type { BrokerConnection } from '../broker/connection';
import { PullSession } from '../broker/pull-session';
import { headerBlockOf, viewOf } from '../broker/raw-message';
import { StreamApi } from '../broker/stream-api';
import { MirroredEvent, NotAnEvent } from './mirrored-event';

/** A place in a mirror: the event there, or what isn't one. */
export interface MirrorEntry {
  readonly sequence: number;
  readonly event: MirroredEvent | null;
}

const PAGE = 500;

/**
 * Reads a mirror from one sequence to another, page by page, and ends there, or with the last message that there is.
 * Sequences whose messages are gone are left out.
 * @throws what ended the reading early
 */
export async function* readMirror(
  broker: BrokerConnection,
  source: Service,
  { from, to }: { readonly from: number; readonly to: number },
): AsyncGenerator<MirrorEntry[]> {
  let page: MirrorEntry[] = [];
  let wake: () => void = () => undefined;
  // Messages to come; those up to `to` may be gone, and then nothing is left before it is reached.
  let left = 1;
  const session = await PullSession.open(broker, new StreamApi(broker), {
    stream: streamNameOf(source),
    startSequence: from,
    onRequestEnd: () => wake(),
    onMessage: (message, { sequence, pending }) => {
      // Where messages are gone, more come than were meant.
      left = sequence >= to ? 0 : pending;
      if (sequence > to) return wake();
      page.push({
        sequence,
        event: eventOrNull(
          () => new MirroredEvent(source, sequence, message.subject, headerBlockOf(message), viewOf(message.data)),
        ),
      });
      if (left === 0) wake();
    },
  });
  left = Math.min(left, session.pendingAtStart);
  try {
    for (let last = from - 1; left > 0;) {
      const ready = new Promise<void>((resolve) => {
        wake = resolve;
      });
      session.request(Math.min(PAGE, to - last));
      await Promise.race([ready, session.ended]);
      const entries = page;
      page = [];
      last = entries.at(-1)?.sequence ?? last;
      if (entries.length > 0) yield entries;
    }
  } finally {
    session.close();
  }
}

function eventOrNull(read: () => MirroredEvent): MirroredEvent | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof NotAnEvent) return null;
    throw error;
  }
}
