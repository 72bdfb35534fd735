import { streamNameOf, type Service } from '@windrose/contracts';
import { RepairRefused, type EventLog, type StoredEvent } from '@windrose/event-log';
import type { BrokerConnection } from '../../broker/connection';
import { StreamApi } from '../../broker/stream-api';
import { logIdIn } from '../log-identity';
import { NotAnEvent, type MirroredEvent } from '../mirrored-event';
import { readMirror } from '../read-mirror';

/** Where a log and its mirror part, and what each of them has behind that. */
export interface MirrorExamination {
  readonly service: Service;
  readonly stream: string;
  readonly logId: string;
  readonly head: number;
  /** The log that the stream says it mirrors; null when it doesn't say, or doesn't exist. */
  readonly streamLogId: string | null;
  /** First and last sequence of the stream; 0 when it is empty or missing. */
  readonly first: number;
  readonly last: number;
  /** Up to here both have the same events, as far as the stream still has them. */
  readonly common: number;
  /** Positions behind it where the stream has an event and the log has another one, or none. */
  readonly differing: number;
  readonly onlyInStream: number;
  /** Messages that no relay wrote. */
  readonly strays: number;
  /** Sequences within the stream that it has lost. */
  readonly missing: number;
  /** Why the log's end can't be restored from the stream; null when it can. */
  readonly notRestorable: string | null;
}

/** What is looked at of a log: `EventLog` is one. */
export type ExaminedLog = Pick<EventLog, 'service' | 'identity' | 'eventsAt'>;

/** Compares by event id everything that the stream has with the log. Changes nothing. */
export async function examineMirror(
  log: ExaminedLog,
  broker: BrokerConnection,
  onProgress: (compared: number, total: number) => void = () => undefined,
): Promise<MirrorExamination> {
  const stream = streamNameOf(log.service);
  const info = await new StreamApi(broker).info(stream);
  const { logId, head } = await log.identity();
  const last = info?.state.last_seq ?? 0;
  const first = last === 0 ? 0 : (info?.state.first_seq ?? 0);
  const counts = { differing: 0, onlyInStream: 0, strays: 0, missing: 0 };
  let common = Math.min(head, last);
  for await (const page of sideBySide(log, broker, { from: first, to: last })) {
    for (const { position, here, there } of page) {
      const kind = kindOf(here, there);
      if (kind === 'agreeing') continue;
      counts[kind]++;
      if (kind !== 'missing') common = Math.min(common, position - 1);
    }
    onProgress((page.at(-1)?.position ?? first) - first + 1, last - first + 1);
  }
  const streamLogId = logIdIn(info?.config.description) ?? null;
  const found = { service: log.service, stream, logId, head, streamLogId, first, last, common, ...counts };
  return { ...found, notRestorable: whyNotRestorable(found) };
}

/** The events behind `common` that the stream has and the log doesn't, page by page. */
export async function* eventsOnlyInStream(
  log: ExaminedLog,
  broker: BrokerConnection,
  { first, last, common }: Pick<MirrorExamination, 'first' | 'last' | 'common'>,
): AsyncGenerator<StoredEvent[]> {
  for await (const page of sideBySide(log, broker, { from: Math.max(first, common + 1), to: last })) {
    const lost = page.flatMap(({ here, there }) => (there && there.eventId !== here?.eventId ? [there] : []));
    if (lost.length > 0) yield lost;
  }
}

/**
 * The events of a stream from one sequence to another, as rows of its log.
 * @throws RepairRefused for a message that no relay wrote, and for one of another log
 */
export async function* mirroredRows(
  broker: BrokerConnection,
  service: Service,
  { from, to, logId }: { readonly from: number; readonly to: number; readonly logId: string },
): AsyncGenerator<StoredEvent[]> {
  if (from > to) return;
  for await (const page of readMirror(broker, service, { from, to })) {
    yield page.map(({ sequence, event }) => {
      const row = event && rowOf(event);
      if (event === null || row === null) throw new RepairRefused(`no relay wrote message ${sequence}`);
      if (event.logId !== logId)
        throw new RepairRefused(`message ${sequence} is of log ${event.logId}, not of ${logId}`);
      return row;
    });
  }
}

interface SideBySide {
  readonly position: number;
  readonly here: StoredEvent | undefined;
  /** Null for a message that isn't an event; undefined for none. */
  readonly there: StoredEvent | null | undefined;
}

async function* sideBySide(
  log: ExaminedLog,
  broker: BrokerConnection,
  { from, to }: { readonly from: number; readonly to: number },
): AsyncGenerator<SideBySide[]> {
  if (from < 1 || from > to) return;
  let next = from;
  for await (const page of readMirror(broker, log.service, { from, to })) {
    const end = page.at(-1)?.sequence ?? next - 1;
    const mirrored = new Map(page.map(({ sequence, event }) => [sequence, event && rowOf(event)]));
    const positions = Array.from({ length: end - next + 1 }, (_, i) => next + i);
    // What the database has now: a process may remember events that it has lost.
    const logged = new Map((await log.eventsAt(positions)).map((event) => [event.position, event]));
    yield positions.map((position) => ({
      position,
      here: logged.get(position),
      there: mirrored.get(position),
    }));
    next = end + 1;
  }
}

function kindOf(
  here: StoredEvent | undefined,
  there: StoredEvent | null | undefined,
): 'agreeing' | 'missing' | 'strays' | 'onlyInStream' | 'differing' {
  if (there === undefined) return 'missing';
  if (there === null) return 'strays';
  if (here === undefined) return 'onlyInStream';
  return here.eventId === there.eventId ? 'agreeing' : 'differing';
}

/** Null for a message that lacks one of the headers. */
function rowOf(event: MirroredEvent): StoredEvent | null {
  try {
    const { position, streamId, version, eventId, key, partition, prev, type } = event;
    const { schemaVersion, recordedAt, dataText, metaText } = event;
    const row = { position, streamId, version, eventId, key, partition, prev, type };
    return { ...row, schemaVersion, recordedAt, dataText, metaText };
  } catch (error) {
    if (error instanceof NotAnEvent) return null;
    throw error;
  }
}

function whyNotRestorable(found: Omit<MirrorExamination, 'notRestorable'>): string | null {
  const { stream, service, logId, streamLogId, head, first, last, common, differing, strays, onlyInStream } = found;
  if (strays > 0) return `${stream} has ${strays} messages that no relay wrote`;
  if (differing > 0) return `the ${service} log has gone on with other events behind ${common}`;
  if (onlyInStream === 0) return `${stream} has no event that the ${service} log lacks`;
  if (first > common + 1) return `${stream} begins at ${first}, so that events from ${common + 1} on are in neither`;
  if (onlyInStream < last - common) return `${stream} has lost messages behind ${common}`;
  // Another identity is no other log where they have events in common, or where there is nothing yet to differ from.
  const isKin = streamLogId === logId || (streamLogId !== null && (first <= common || head === 0));
  if (!isKin) return `${stream} mirrors log ${streamLogId ?? 'nobody knows'}, and has no event in common with ${logId}`;
  return null;
}
