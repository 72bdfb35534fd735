import { CodedError } from '@windrose/platform';
import type { MirroredEvent } from '../mirror/mirrored-event';

/** Events between what was handled and what comes next are not in the stream. Going on would skip them for ever. */
export class HoleInSource extends CodedError {
  readonly code = 'hole_in_source';
}

/** The stream holds other events than the ones that were handled: it mirrors another log. */
export class AnotherLog extends CodedError {
  readonly code = 'another_log';
}

/** Where reading goes on: the last position that was read, and the ids of events that were handled, by position. */
export interface ReadPoint {
  readonly position: number;
  readonly eventIds: ReadonlyMap<number, string>;
  /** The last position handled of each partition; of others, everything up to `position` is. */
  readonly partitions: ReadonlyMap<number, number>;
}

/**
 * Watches that what comes is the continuation of what was handled: every position, of the same log, and each partition's
 * events linked by `prev`. A new consumer starts at the last event that was read, so that its id can be compared; the
 * 2.9 server may start even lower when the stream is shorter than that.
 */
export class Continuity {
  private readonly start: number;
  private last: number;
  private logId: string | undefined;
  private readonly eventIds: Map<number, string>;
  private readonly partitions: Map<number, number>;

  constructor(point: ReadPoint) {
    this.start = this.last = point.position;
    this.eventIds = new Map(point.eventIds);
    this.partitions = new Map(point.partitions);
  }

  /** The sequence to start a consumer at. */
  get startSequence(): number {
    return Math.max(1, this.last);
  }

  /** Whether the event is the next one; false when it is an old one. @throws HoleInSource, AnotherLog */
  isNext(event: MirroredEvent): boolean {
    this.checkLog(event);
    if (event.position <= this.last) return false;
    if (event.position > this.last + 1) {
      throw new HoleInSource(
        `${event.source} goes on at ${event.position} after ${this.last}: the stream has lost what is between`,
      );
    }
    const known = this.partitions.get(event.partition) ?? this.start;
    if (event.prev > known) {
      throw new HoleInSource(
        `${event.source} ${event.position} follows ${event.prev} in its partition, but ${known} was the last one seen`,
      );
    }
    this.partitions.set(event.partition, event.position);
    this.eventIds.delete(this.last);
    this.eventIds.set(event.position, event.eventId);
    this.last = event.position;
    return true;
  }

  private checkLog(event: MirroredEvent): void {
    const expected = this.eventIds.get(event.position);
    if (expected !== undefined && expected !== event.eventId) {
      throw new AnotherLog(
        `${event.source} ${event.position} was event ${expected} when it was handled; the stream has ${event.eventId}`,
      );
    }
    this.logId ??= event.logId;
    if (this.logId !== event.logId) {
      throw new AnotherLog(
        `${event.source} ${event.position} is of log ${event.logId}, the events before it of log ${this.logId}`,
      );
    }
  }
}
