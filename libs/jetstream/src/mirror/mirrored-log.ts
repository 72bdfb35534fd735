import type { Service } from '@windrose/contracts';
import type { StoredEvent } from '@windrose/event-log';

/** What can be compared with a mirror: a log that can be read by position. */
export interface ReadableLog {
  readonly service: Service;
  /** The log's identity, a UUID. */
  readonly logId: string;
  /** Position of the last event; 0 when there is none. */
  head(): Promise<number>;
  readAll(range: { after: number; limit: number; upTo?: number }): Promise<StoredEvent[]>;
}

/** What the relay needs of a log. `EventLog` is one. */
export interface MirroredLog extends ReadableLog {
  /** The identity and the head that the database has now: after a restore they may be others than when it was opened. */
  identity(): Promise<{ readonly logId: string; readonly head: number }>;
  /** As the database has them now; positions that it doesn't have are left out. */
  eventsAt(positions: readonly number[]): Promise<StoredEvent[]>;
  /** Calls back after each commit of this process. Returns what takes the listener away. */
  onAppended(listener: (headPosition: number) => void): () => void;
  /** Mirror and log have been compared and agree. */
  allowAppends(): void;
  /** Mirror and log disagree: nothing may be appended until a person has decided. */
  halt(reason: string): void;
}
