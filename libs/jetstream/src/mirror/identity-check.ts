import type { StoredMsg, StreamInfo } from '@nats-io/jetstream';
import { eventSubjectsOf } from '@windrose/contracts';
import type { StreamApi } from '../broker/stream-api';
import { viewOf } from '../broker/raw-message';
import { HEADER } from './headers';
import { logIdIn } from './log-identity';
import type { MirroredLog } from './mirrored-log';

/** How a log and its mirror stand to each other. Nobody needs to decide anything unless they have diverged. */
export type Standing =
  | { readonly kind: 'missing'; readonly sequence: 0 }
  /** What the stream has is the log's; the relay goes on behind its last sequence. */
  | { readonly kind: 'agreeing'; readonly sequence: number }
  /** As far as it can be seen it is this log's mirror, but messages within it are gone. */
  | { readonly kind: 'damaged'; readonly sequence: number; readonly lost: number; readonly reason: string }
  | { readonly kind: 'diverged'; readonly reason: string }
  /** The database holds another log than it did when this process opened it. */
  | { readonly kind: 'replaced'; readonly reason: string };

export type ComparedLog = Pick<MirroredLog, 'service' | 'logId' | 'identity' | 'eventsAt'>;
type ComparedStream = Pick<StreamApi, 'message' | 'lastMessage'>;

/** Messages read side by side. */
const AT_ONCE = 64;

/**
 * Compares a log with its mirror: whose log the stream says it mirrors, and the events at the end of the stream.
 * Numbers alone prove nothing: after a database lost its tail and went on, both sides have event 91, but not the same.
 * Nor does the last event alone after publishing was interrupted: a stray message takes the place of one event, and
 * those behind it, on their way already, find their own places again.
 * @param from the lowest sequence to compare; the last one is compared in any case
 */
export async function compareIdentity(
  log: ComparedLog,
  api: ComparedStream,
  info: StreamInfo | null,
  from: number,
): Promise<Standing> {
  // Read after the stream's state, so that a head that is behind was behind.
  const { logId, head } = await log.identity();
  if (logId !== log.logId) {
    return {
      kind: 'replaced',
      reason: `the database holds ${log.service} log ${logId} now, but this process opened log ${log.logId}`,
    };
  }
  if (info === null) return { kind: 'missing', sequence: 0 };
  const stream = info.config.name;
  const { last_seq: last, messages } = info.state;
  const owner = logIdIn(info.config.description);
  if (owner !== undefined && owner !== logId) {
    return diverged(log, `stream ${stream} mirrors log ${owner}, but the database holds ${log.service} log ${logId}`);
  }
  if (last > head) {
    return diverged(
      log,
      `stream ${stream} ends at sequence ${last}, but ${log.service} log ${logId} ends at position ${head}`,
    );
  }
  // Retention may have emptied the stream; its last sequence stays, and there is nothing else to compare.
  if (messages === 0) return { kind: 'agreeing', sequence: last };
  return compareEvents(log, api, info, from);
}

async function compareEvents(
  log: ComparedLog,
  api: ComparedStream,
  { config: { name: stream }, state }: StreamInfo,
  from: number,
): Promise<Standing> {
  const { first_seq: first, last_seq: last, messages } = state;
  const wanted = [...new Set([first, ...sequences(Math.max(first, Math.min(from, last)), last)])];
  const found = await messagesAt(api, stream, wanted);
  const unreadable = wanted.length - found.length;
  // Where the broker has lost the end, what is before it must do.
  const end = found.at(-1)?.seq === last ? null : await api.lastMessage(stream, eventSubjectsOf(log.service));
  const messagesFound = end === null ? found : [...found.filter(({ seq }) => seq !== end.seq), end];
  const events = await log.eventsAt(messagesFound.map(({ seq }) => seq));
  const eventIds = new Map(events.map(({ position, eventId }) => [position, eventId]));
  for (const message of messagesFound) {
    const there = sayMessage(message);
    const eventId = eventIds.get(message.seq);
    const here = eventId === undefined ? 'nothing' : `event ${eventId}`;
    if (there !== here) {
      return diverged(
        log,
        `at ${message.seq}, stream ${stream} has ${there}, but ${log.service} log ${log.logId} has ${here}`,
      );
    }
  }
  // What is counted but can't be read has lost its file.
  const lost = Math.max(last - first + 1 - messages, unreadable);
  if (lost === 0) return { kind: 'agreeing', sequence: last };
  const reason = `stream ${stream} has lost ${lost} of its messages from ${first} to ${last}`;
  return { kind: 'damaged', sequence: last, lost, reason };
}

async function messagesAt(api: ComparedStream, stream: string, wanted: readonly number[]): Promise<StoredMsg[]> {
  const found: StoredMsg[] = [];
  for (let at = 0; at < wanted.length; at += AT_ONCE) {
    const some = await Promise.all(wanted.slice(at, at + AT_ONCE).map((sequence) => api.message(stream, sequence)));
    found.push(...some.filter((message) => message !== null));
  }
  return found;
}

function sequences(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

/** Whoever reads it is told where the ways out are. */
function diverged({ service }: ComparedLog, reason: string): Standing {
  return { kind: 'diverged', reason: `${reason} (the ways out: windrose mirror repair ${service})` };
}

function sayMessage(message: StoredMsg): string {
  const id = message.header.get(HEADER.messageId);
  return id === ''
    ? `a message on ${message.subject} that no relay wrote (${viewOf(message.data).length} bytes)`
    : `event ${id}`;
}
