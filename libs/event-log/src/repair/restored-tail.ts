import { partitionOf } from '@windrose/platform';
import type { Client } from 'pg';
import type { StoredEvent } from '../event';
import { present } from '../present';
import { RepairRefused } from './repair-refused';

interface StreamEnd {
  readonly key: string;
  readonly version: number;
}

/** Where a log ends, partition by partition. */
export interface LogEnd {
  readonly position: number;
  readonly partitions: readonly number[];
}

/**
 * Writes events behind a log's end as they were: each is checked to be the very next one of the log, of its stream and of
 * its partition before it is written.
 */
export class RestoredTail {
  private last: number;
  private readonly partitionLast: number[];
  private readonly eventIds = new Set<string>();
  private readonly touched = new Set<string>();

  constructor(
    private readonly client: Client,
    /** Quoted. */
    private readonly schema: string,
    end: LogEnd,
  ) {
    this.last = end.position;
    this.partitionLast = [...end.partitions];
  }

  get end(): LogEnd {
    return { position: this.last, partitions: this.partitionLast };
  }

  /** Streams that events were written to. */
  get streams(): number {
    return this.touched.size;
  }

  /** @throws RepairRefused naming the event that isn't the next one, and why */
  async write(events: readonly StoredEvent[]): Promise<void> {
    const streams = await this.streamEnds([...new Set(events.map(({ streamId }) => streamId))]);
    for (const event of events) {
      const wrong = this.whatIsWrong(event, streams.get(event.streamId));
      if (wrong !== null) throw new RepairRefused(`event ${event.position} of the mirror can't be restored: ${wrong}`);
      this.last = event.position;
      this.partitionLast[event.partition] = event.position;
      this.eventIds.add(event.eventId);
      this.touched.add(event.streamId);
      streams.set(event.streamId, { key: event.key, version: event.version });
    }
    await this.insert(events);
    await this.setVersions(streams);
  }

  /** No event came back that the log has at another position. @throws RepairRefused naming one */
  async checkIds(after: number): Promise<void> {
    const { rows } = await this.client.query<{ event_id: string; position: number }>(
      `select e.event_id, e.position from ${this.schema}.events e
       where e.position <= $1 and e.event_id in (select r.event_id from ${this.schema}.events r where r.position > $1) limit 1`,
      [after],
    );
    if (rows[0] !== undefined) {
      throw new RepairRefused(
        `event ${rows[0].event_id} is in the mirror behind ${after}, but the log has it at ${rows[0].position}`,
      );
    }
  }

  private whatIsWrong(event: StoredEvent, stream: StreamEnd | undefined): string | null {
    const { position, key, partition, prev, streamId, version, eventId } = event;
    if (position !== this.last + 1) return `the one before it is ${this.last}`;
    if (this.eventIds.has(eventId)) return `its id ${eventId} has come before`;
    if (partition !== partitionOf(key, this.partitionLast.length))
      return `its key ${key} isn't of partition ${partition}`;
    const before = present(this.partitionLast[partition]);
    if (prev !== before) return `it follows ${prev} in partition ${partition}, but ${before} is the last one there`;
    const next = (stream?.version ?? 0) + 1;
    if (version !== next) return `it is version ${version} of ${streamId}, but the next one would be ${next}`;
    if (stream !== undefined && stream.key !== key) return `its key is ${key}, but ${streamId} has ${stream.key}`;
    return null;
  }

  /** Out of the events themselves: they are what streams are folds of. */
  private async streamEnds(ids: readonly string[]): Promise<Map<string, StreamEnd>> {
    const { rows } = await this.client.query<StreamEnd & { stream_id: string }>(
      `select w.id as stream_id, l.key, l.version
       from unnest($1::text[]) w(id) cross join lateral (
         select e.key, e.version from ${this.schema}.events e
         where e.stream_id = w.id order by e.version desc limit 1
       ) l`,
      [ids],
    );
    return new Map(rows.map(({ stream_id, key, version }) => [stream_id, { key, version }]));
  }

  private async insert(events: readonly StoredEvent[]): Promise<void> {
    const column = <Name extends keyof StoredEvent>(name: Name) => events.map((event) => event[name]);
    await this.client.query(
      `insert into ${this.schema}.events (position, stream_id, version, event_id, key, partition, prev, type,
         schema_version, recorded_at, data, meta)
       select e.position, e.stream, e.version, e.id, e.key, e.part, e.prev, e.type, e.schema, e.at, e.data::json, e.meta::json
       from unnest($1::bigint[], $2::text[], $3::int[], $4::uuid[], $5::text[], $6::int[], $7::bigint[], $8::text[],
         $9::int[], $10::timestamptz[], $11::text[], $12::text[])
         e(position, stream, version, id, key, part, prev, type, schema, at, data, meta)`,
      [
        ...[column('position'), column('streamId'), column('version'), column('eventId'), column('key')],
        ...[column('partition'), column('prev'), column('type'), column('schemaVersion'), column('recordedAt')],
        ...[column('dataText'), column('metaText')],
      ],
    );
  }

  private async setVersions(streams: ReadonlyMap<string, StreamEnd>): Promise<void> {
    const ends = [...streams];
    await this.client.query(
      `insert into ${this.schema}.streams (stream_id, key, version)
       select s.id, s.key, s.version from unnest($1::text[], $2::text[], $3::int[]) s(id, key, version)
       on conflict (stream_id) do update set version = excluded.version, key = excluded.key`,
      [ends.map(([id]) => id), ends.map(([, { key }]) => key), ends.map(([, { version }]) => version)],
    );
  }
}
