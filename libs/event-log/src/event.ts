import type { EventMeta } from '@windrose/contracts';

/** An event that is about to be appended. */
export interface NewEvent<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
  /** Version of the data's shape; 1 when absent. */
  readonly schemaVersion?: number;
}

/** An event as its log holds it, data and meta still the very text that was written. */
export interface StoredEvent {
  /** Dense in the log, from 1, in commit order. */
  readonly position: number;
  readonly streamId: string;
  /** Dense in the stream, from 1. */
  readonly version: number;
  readonly eventId: string;
  readonly key: string;
  readonly partition: number;
  /** Position of the log's event before this one in the same partition; 0 for the partition's first. */
  readonly prev: number;
  readonly type: string;
  readonly schemaVersion: number;
  /** RFC 3339, microseconds, UTC. */
  readonly recordedAt: string;
  readonly dataText: string;
  readonly metaText: string;
}

/** A stored event whose data and meta have been parsed. */
export interface RecordedEvent<Type extends string = string, Data = unknown> extends StoredEvent {
  readonly type: Type;
  readonly data: Data;
  readonly meta: EventMeta;
}
