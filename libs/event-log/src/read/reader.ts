import type { EventMeta } from '@windrose/contracts';
import { BatchedReader } from '@windrose/platform';
import type { Pool } from 'pg';
import { fold, type Decider, type FoldedEvent, type Loaded } from '../decider';
import type { RecentEvents } from '../append/recent-events';
import type { NewEvent, RecordedEvent, StoredEvent } from '../event';
import type { ReadAllOptions } from './read-all-options';

export interface EventRow {
  position: number;
  stream_id: string;
  version: number;
  event_id: string;
  key: string;
  partition: number;
  prev: number;
  type: string;
  schema_version: number;
  recorded_at: string;
  data: string;
  meta: string;
}

type FoldedRow = Pick<EventRow, 'stream_id' | 'version' | 'type' | 'recorded_at' | 'data'>;

/** What is selected of `events` for `toStored`. */
export const EVENT_COLUMNS =
  'position, stream_id, version, event_id, key, partition, prev, type, schema_version, recorded_at, data, meta';

/** Reads of one log. Named statements: PostgreSQL plans each of them once per connection. */
export class LogReader {
  private readonly streams = new BatchedReader((ids) => this.readStreams(ids));

  constructor(
    private readonly pool: Pool,
    private readonly schema: string,
    private readonly recent: RecentEvents,
  ) {}

  async readAll(options: ReadAllOptions): Promise<StoredEvent[]> {
    const recent = this.recent.read(options);
    if (recent !== undefined) return recent;
    const { after, limit, upTo = Number.MAX_SAFE_INTEGER, types } = options;
    const byType = types === undefined ? '' : 'and type = any ($4)';
    const { rows } = await this.pool.query<EventRow>({
      name: types === undefined ? 'read_all' : 'read_all_of_types',
      text: `select ${EVENT_COLUMNS} from ${this.schema}.events where position > $1 and position <= $2 ${byType} order by position limit $3`,
      values: types === undefined ? [after, upTo, limit] : [after, upTo, limit, types],
    });
    return rows.map(toStored);
  }

  async readStream(streamId: string, { fromVersion = 1, toVersion = 2_147_483_647 } = {}): Promise<RecordedEvent[]> {
    const { rows } = await this.pool.query<EventRow>({
      name: 'read_stream',
      text: `select ${EVENT_COLUMNS} from ${this.schema}.events where stream_id = $1 and version between $2 and $3 order by version`,
      values: [streamId, fromVersion, toVersion],
    });
    return rows.map(toRecorded);
  }

  async readByKey(key: string): Promise<RecordedEvent[]> {
    const { rows } = await this.pool.query<EventRow>({
      name: 'read_by_key',
      // The ids first, so that no plan can start at the events.
      text: `select ${EVENT_COLUMNS} from ${this.schema}.events
        where stream_id = any (array(select stream_id from ${this.schema}.streams where key = $1)) order by position`,
      values: [key],
    });
    return rows.map(toRecorded);
  }

  async eventAt(position: number): Promise<StoredEvent | null> {
    const { rows } = await this.pool.query<EventRow>({
      name: 'event_at',
      text: `select ${EVENT_COLUMNS} from ${this.schema}.events where position = $1`,
      values: [position],
    });
    return rows[0] ? toStored(rows[0]) : null;
  }

  async eventsAt(positions: readonly number[]): Promise<StoredEvent[]> {
    const { rows } = await this.pool.query<EventRow>({
      name: 'events_at',
      text: `select ${EVENT_COLUMNS} from ${this.schema}.events where position = any ($1) order by position`,
      values: [positions],
    });
    return rows.map(toStored);
  }

  /**
   * Each stream's fold. Reads that are asked for at the same time, by jobs or requests that know nothing of each other,
   * become one query. A stream without events gives the initial state at version 0.
   */
  async loadMany<State, Event extends NewEvent>(
    decider: Decider<State, Event>,
    streamIds: readonly string[],
  ): Promise<Map<string, Loaded<State>>> {
    if (streamIds.length === 0) return new Map();
    const found = await this.streams.read(streamIds);
    return new Map(streamIds.map((id) => [id, fold(decider, found.get(id) ?? [])]));
  }

  /** Only what a fold looks at: a stream's whole rows are several times as much. */
  private async readStreams(streamIds: readonly string[]): Promise<Map<string, FoldedEvent[]>> {
    const { rows } = await this.pool.query<FoldedRow>({
      name: 'read_streams',
      text: `select stream_id, version, type, recorded_at, data from ${this.schema}.events
        where stream_id = any ($1) order by stream_id, version`,
      values: [streamIds],
    });
    const byStream = new Map<string, FoldedEvent[]>();
    for (const { stream_id, version, type, recorded_at, data } of rows) {
      const event = { version, type, recordedAt: recorded_at, data: JSON.parse(data) as unknown };
      const events = byStream.get(stream_id);
      if (events === undefined) byStream.set(stream_id, [event]);
      else events.push(event);
    }
    return byStream;
  }
}

export function toStored(row: EventRow): StoredEvent {
  return {
    position: row.position,
    streamId: row.stream_id,
    version: row.version,
    eventId: row.event_id,
    key: row.key,
    partition: row.partition,
    prev: row.prev,
    type: row.type,
    schemaVersion: row.schema_version,
    recordedAt: row.recorded_at,
    dataText: row.data,
    metaText: row.meta,
  };
}

/** Parses what was stored as text. */
export function parseEvent(event: StoredEvent): RecordedEvent {
  return { ...event, data: JSON.parse(event.dataText) as unknown, meta: JSON.parse(event.metaText) as EventMeta };
}

function toRecorded(row: EventRow): RecordedEvent {
  return parseEvent(toStored(row));
}
