import type { Service } from '../sources';

/** Asks a service for events of its own log: for whoever misses them in its mirror. */
export interface ReadLog {
  /** The position before the first one that is wanted. */
  readonly after: number;
  /** The last position that is wanted. */
  readonly upTo: number;
}

/** A row of a log, `data` and `meta` the very text that was written. */
export interface LogRow {
  readonly position: number;
  readonly streamId: string;
  readonly version: number;
  readonly eventId: string;
  readonly key: string;
  readonly partition: number;
  readonly prev: number;
  readonly type: string;
  readonly schemaVersion: number;
  readonly recordedAt: string;
  readonly dataText: string;
  readonly metaText: string;
}

/** The first of the events that were asked for, as many as one message holds; none if the log doesn't have the first. */
export interface LogSlice {
  readonly logId: string;
  /** Position of the log's last event. */
  readonly head: number;
  readonly rows: readonly LogRow[];
}

export type ReadLogSubject = `rpc.v1.${Service}.read-log`;

/** The call that every service answers about its own log. */
export type ReadLogCalls = Readonly<Record<ReadLogSubject, [ReadLog, LogSlice]>>;

export function readLogSubject(source: Service): ReadLogSubject {
  return `rpc.v1.${source}.read-log`;
}
