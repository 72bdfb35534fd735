import { CodedError } from '@windrose/platform';
import type { MirroredEvent } from '../mirror/mirrored-event';

/** Events between what was handled and what comes next can't be had. Going on would skip them for ever. */
export class HoleInSource extends CodedError {
  readonly code = 'hole_in_source';
}

/** The source holds other events than the ones that were handled: it is another log, or was set back. */
export class AnotherLog extends CodedError {
  readonly code = 'another_log';
}

/** The stream doesn't have what comes next: everything up to this position is to be taken from the log itself. */
export class Gap extends Error {
  constructor(
    readonly upTo: number,
    /** The log that the stream behind the gap says it mirrors, if it said so. */
    readonly logId?: string,
  ) {
    super(`the stream does not have everything up to ${upTo}`);
  }
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
 * events linked by `prev`. Reading starts at the last event that was read, so that its id proves whose continuation it
 * is; the log's own identity alone is no reason to stop, since it is changed when a log goes on after a loss.
 */
export class Continuity {
  private readonly start: number;
  private lastRead: number;
  private logId: string | undefined;
  private readonly eventIds: Map<number, string>;
  private readonly partitions: Map<number, number>;

  constructor(point: ReadPoint) {
    this.start = this.lastRead = point.position;
    this.eventIds = new Map(point.eventIds);
    this.partitions = new Map(point.partitions);
  }

  /** The last position that was read. */
  get last(): number {
    return this.lastRead;
  }

  /** The furthest event that is known to have been read or handled; at a source's beginning, none at 0. */
  get furthest(): { readonly position: number; readonly eventId: string | undefined } {
    const position = Math.max(0, ...this.eventIds.keys());
    return { position, eventId: this.eventIds.get(position) };
  }

  /** The sequence to start a consumer at. */
  get startSequence(): number {
    return Math.max(1, this.lastRead);
  }

  /**
   * Whether the event is the next one; false when it is an old one.
   * @throws Gap when something must come before it; AnotherLog, HoleInSource when it can't be the next one
   */
  isNext(event: MirroredEvent): boolean {
    const { position, logId } = event;
    this.compare(event);
    if (position <= this.lastRead) return false;
    // Before the first event, or where its id isn't known, there is nothing that could prove it.
    if (!this.eventIds.has(this.lastRead)) this.logId ??= logId;
    if (position > this.lastRead + 1 || logId !== this.logId) throw new Gap(position - 1, logId);
    const known = this.partitions.get(event.partition) ?? this.start;
    if (event.prev > known) {
      throw new HoleInSource(
        `${event.source} ${position} follows ${event.prev} in its partition, but ${known} was the last one seen`,
      );
    }
    this.partitions.set(event.partition, position);
    this.eventIds.delete(this.lastRead);
    this.eventIds.set(position, event.eventId);
    this.lastRead = position;
    return true;
  }

  /** The event at a position that was handled must be the one that was handled. */
  private compare({ source, position, eventId, logId }: MirroredEvent): void {
    const expected = this.eventIds.get(position);
    if (expected === undefined) return;
    if (expected !== eventId) {
      throw new AnotherLog(
        `${source} ${position} was event ${expected} when it was handled; log ${logId} has ${eventId} there`,
      );
    }
    if (position === this.lastRead) this.logId = logId;
  }
}
