import type { EventMeta } from '@windrose/contracts';
import type { RecordedEvent, StoredEvent } from '../event';
import type { EventParked } from '../unit';

/** An event that waits in its key's line: the row of its own log, and where it stands. */
export interface ParkedEvent extends RecordedEvent {
  /** The log it is from. */
  readonly source: string;
  readonly logId: string;
  readonly parkedAt: string;
}

/** Another log's event as it comes to a consumer. */
export type ForeignEvent = Omit<StoredEvent, 'dataText' | 'metaText'> & {
  readonly source: string;
  readonly logId: string;
  readonly dataText: string;
  readonly metaText: string;
};

export interface ParkedEventRow {
  source: string;
  position: number;
  key: string;
  parked_at: string;
  event: string;
  meta: string;
  data: string;
}

/** What is selected of `parked_events` for `toParkedEvent`. `->` gives a part of a json column as it was written. */
export const PARKED_EVENT_COLUMNS = `source, position, key, parked_at, event, event -> 'meta' as meta, data`;

/** The event with everything that its log has of it: it has to be handled even if its stream is gone by then. */
export function parked(group: string, event: ForeignEvent): EventParked {
  const { source, position, key, partition, eventId, logId, streamId, version, prev, type, schemaVersion, recordedAt } =
    event;
  const rest = JSON.stringify({ eventId, logId, type, streamId, version, schemaVersion, partition, prev, recordedAt });
  return {
    kind: 'park',
    group,
    source,
    position,
    key,
    // Meta and data stay the very text of the log.
    event: `${rest.slice(0, -1)},"meta":${event.metaText}}`,
    data: event.dataText,
  };
}

export function toParkedEvent(row: ParkedEventRow): ParkedEvent {
  const event = JSON.parse(row.event) as Omit<ParkedEvent, 'source' | 'position' | 'key' | 'parkedAt' | 'data'> & {
    meta: EventMeta;
  };
  return {
    ...event,
    source: row.source,
    position: row.position,
    key: row.key,
    parkedAt: row.parked_at,
    dataText: row.data,
    metaText: row.meta,
    data: JSON.parse(row.data) as unknown,
  };
}
