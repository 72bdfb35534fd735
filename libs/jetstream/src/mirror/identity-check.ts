import type { StoredMsg, StreamInfo } from '@nats-io/jetstream';
import type { StreamApi } from '../broker/stream-api';
import { viewOf } from '../broker/raw-message';
import { HEADER } from './headers';
import { logIdIn } from './log-identity';
import type { MirroredLog } from './mirrored-log';

/** How a log and its mirror stand to each other. Anything but `diverged` is in order: the relay refills what is short. */
export type Standing =
  | { readonly kind: 'missing'; readonly sequence: 0 }
  | { readonly kind: 'agreeing'; readonly sequence: number }
  | { readonly kind: 'diverged'; readonly reason: string };

/**
 * Compares a log with its mirror: whose log the stream says it mirrors, and the event at the stream's last sequence.
 * Numbers alone prove nothing: after a database lost its tail and went on, both sides have event 91, but not the same.
 */
export async function compareIdentity(
  log: Pick<MirroredLog, 'service' | 'logId' | 'head' | 'eventAt'>,
  api: Pick<StreamApi, 'message'>,
  info: StreamInfo | null,
): Promise<Standing> {
  if (info === null) return { kind: 'missing', sequence: 0 };
  const stream = info.config.name;
  const last = info.state.last_seq;
  const owner = logIdIn(info.config.description);
  if (owner !== undefined && owner !== log.logId) {
    return diverged(`stream ${stream} mirrors log ${owner}, but the database holds ${log.service} log ${log.logId}`);
  }
  // Read after the stream's state, so that a head that is behind was behind.
  const head = await log.head();
  if (last > head) {
    return diverged(
      `stream ${stream} ends at sequence ${last}, but ${log.service} log ${log.logId} ends at position ${head}`,
    );
  }
  // Retention may have emptied the stream; its last sequence stays, and there is nothing else to compare.
  if (info.state.messages === 0) return { kind: 'agreeing', sequence: last };
  const [message, event] = await Promise.all([api.message(stream, last), log.eventAt(last)]);
  const there = message === null ? 'nothing' : sayMessage(message);
  const here = event === null ? 'nothing' : `event ${event.eventId}`;
  if (there === here) return { kind: 'agreeing', sequence: last };
  return diverged(`at ${last}, stream ${stream} has ${there}, but ${log.service} log ${log.logId} has ${here}`);
}

function diverged(reason: string): Standing {
  return { kind: 'diverged', reason };
}

function sayMessage(message: StoredMsg): string {
  const id = message.header.get(HEADER.messageId);
  return id === ''
    ? `a message on ${message.subject} that no relay wrote (${viewOf(message.data).length} bytes)`
    : `event ${id}`;
}
