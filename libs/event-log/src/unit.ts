import type { EventMeta } from '@windrose/contracts';
import type { NewEvent } from './event';

/** A stream: its id, and the key that routes its events (for everything about an order: the order's id). */
export interface StreamRef {
  readonly id: string;
  readonly key: string;
}

/** A change of one guarded amount, such as −2 on what is `available` of a product. Refused if it would go below zero. */
export interface Posting {
  readonly owner: string;
  readonly account: string;
  readonly delta: number;
}

/** A small JSON document that a service keeps beside its log, such as its copy of another service's product. */
export interface DocumentWrite {
  readonly collection: string;
  readonly id: string;
  /** The new body; null deletes the document. */
  readonly body: unknown;
}

/** Something to be decided later, on the database's clock. Setting a timer again replaces it. */
export interface TimerSet {
  readonly id: string;
  /** Names the handler. */
  readonly kind: string;
  readonly key: string;
  readonly dueInMs: number;
  readonly data: unknown;
}

/** Work on the outside world, done at least once. Adding a job whose id exists changes nothing. */
export interface JobAdd {
  readonly id: string;
  /** Names the handler. */
  readonly kind: string;
  readonly key: string;
  /** Milliseconds to wait before the first try; 0 when absent. */
  readonly runInMs?: number;
  readonly data: unknown;
}

/** A timer as it was read when it was due. */
export interface TimerFired {
  readonly id: string;
  readonly dueAt: string;
}

/** A job as one worker has claimed it. */
export interface JobClaim {
  readonly id: string;
  readonly worker: string;
  readonly attempt: number;
}

/** A claimed job that is given up: it stays as a dead letter. */
export interface JobBurial extends JobClaim {
  readonly reason: string;
}

/** All that one decision changes: it happens completely or not at all. */
export interface Unit {
  /** Where the events go. Not needed when there are none, except to expect a version. */
  readonly stream?: StreamRef;
  /**
   * The version the decision was made at; 0 for a new stream; `any` (the default) when the decision doesn't depend on it.
   * It also holds for a unit without events, such as a refusal.
   */
  readonly expectedVersion?: number | 'any';
  readonly events?: readonly NewEvent[];
  /** Of all the unit's events. Not needed when there are none. */
  readonly meta?: EventMeta;
  /** Makes the unit happen once: a repeat gets the first one's `result` back and changes nothing. 1–200 visible ASCII characters. */
  readonly commandId?: string;
  /** Stored with `commandId`: what a repeat is answered. */
  readonly result?: unknown;
  /** At most one for each (owner, account). */
  readonly postings?: readonly Posting[];
  readonly documents?: readonly DocumentWrite[];
  readonly setTimers?: readonly TimerSet[];
  readonly clearTimers?: readonly string[];
  /** Clears timers that led to this unit. It conflicts when one of them is no longer set as it was read. */
  readonly fireTimers?: readonly TimerFired[];
  readonly addJobs?: readonly JobAdd[];
  readonly completeJobs?: readonly string[];
  /** Completes jobs that led to this unit. It conflicts when another worker has got one of them meanwhile. */
  readonly concludeJobs?: readonly JobClaim[];
  /** Gives up jobs. It conflicts as `concludeJobs` does. */
  readonly buryJobs?: readonly JobBurial[];
}

/**
 * Moves one cursor, by compare-and-set on its position and its epoch: whoever has lost the lease moves nothing any more.
 */
export interface CursorMove {
  readonly group: string;
  readonly source: string;
  readonly partition: number;
  readonly from: number;
  readonly to: number;
  /** Id of the source's event at `to`. */
  readonly eventId: string;
  /** Epoch of the lease that the mover holds. Default 0: that of a partition which was never leased. */
  readonly epoch?: number;
}

/** An event of another log, by its place there, as one consumer group has or hasn't handled it. */
export interface EventRef {
  readonly group: string;
  readonly source: string;
  readonly position: number;
}

/** Puts an event behind its key's parked ones: it waits there, with its bytes, after the cursor has passed it. */
export interface EventParked extends EventRef {
  readonly kind: 'park';
  readonly key: string;
  /** JSON text: everything of the event but its data. */
  readonly event: string;
  /** JSON text: the event's data, byte by byte. */
  readonly data: string;
}

/** Takes a parked event out of the line, because it is handled. It conflicts when the event isn't parked any more. */
export interface EventUnparked extends EventRef {
  readonly kind: 'unpark';
}

export type ParkedChange = EventParked | EventUnparked;
