import type { Service } from '../sources';

interface Parked {
  readonly service: Service;
  /** Names it within its service. */
  readonly id: string;
  readonly key: string;
  /** Tries that have failed, redrives included. */
  readonly attempts: number;
  /** Of the last failure. */
  readonly error: string | null;
  readonly since: string;
}

/** A key with events that a consumer group couldn't handle: the one that failed, and all later ones, wait in a line. */
export interface ParkedKey extends Parked {
  readonly kind: 'parked key';
  readonly group: string;
  /** The event that failed last: `inventory.StockReserved`. */
  readonly event: string;
  /** How many events wait. */
  readonly events: number;
  /** What an operator has asked for and hasn't been done yet. */
  readonly wish: 'redrive' | 'discard' | null;
}

/** A job that failed for good. */
export interface DeadLetter extends Parked {
  readonly kind: 'dead letter';
  /** What kind of job. */
  readonly job: string;
}

export type ParkedEntry = ParkedKey | DeadLetter;

/** One failed try, as it was recorded. */
export interface ParkedFailure {
  readonly at: string;
  readonly error: string;
  /** How often the event was tried then; or which try of the job it was. */
  readonly tries: number;
  /** The event: `inventory.StockReserved 17`; null for jobs. */
  readonly event: string | null;
  /** The instance that tried the job; null for events. */
  readonly worker: string | null;
}

/** An event in the line of a parked key. */
export interface WaitingEvent {
  readonly source: string;
  readonly position: number;
  readonly id: string;
  readonly type: string;
  readonly at: string;
  readonly parkedAt: string;
  readonly data: unknown;
}

export interface ParkedDetails {
  readonly entry: ParkedEntry;
  /** Oldest first. */
  readonly history: readonly ParkedFailure[];
  /** The first hundred of the line. Empty for jobs. */
  readonly line: readonly WaitingEvent[];
  /** A job's data; null for keys. */
  readonly data: unknown;
}

export interface ListParked {
  /** 1..100 */
  readonly limit: number;
  /** Only entries behind this place, in the order of the list: newest first, then by service and id. */
  readonly after?: { readonly since: string; readonly service: string; readonly id: string };
}

export interface ShowParked {
  readonly id: string;
}

export interface DiscardParked extends ShowParked {
  readonly reason: string;
  /** Only this event of a parked key's line. Default: the whole line. */
  readonly event?: { readonly source: string; readonly position: number };
}

/** What has come of it so far. */
export interface ParkedResolution {
  readonly service: Service;
  readonly id: string;
  /**
   * `requested`: not done yet; an instance that holds the key's partition will. `redriven`: the events were handled, or the
   * job will be tried again. `discarded`. `parked`: it is still (or again) parked, for the reason that the entry says.
   */
  readonly status: 'requested' | 'redriven' | 'discarded' | 'parked';
  /** Null when nothing of it is parked any more. */
  readonly entry: ParkedEntry | null;
}

/** What every service answers about what it couldn't do. */
export type ParkedCalls = { [S in Service as `rpc.v1.${S}.parked-list`]: [ListParked, readonly ParkedEntry[]] } & {
  [S in Service as `rpc.v1.${S}.parked-show`]: [ShowParked, ParkedDetails];
} & { [S in Service as `rpc.v1.${S}.parked-redrive`]: [ShowParked, ParkedResolution] } & {
  [S in Service as `rpc.v1.${S}.parked-discard`]: [DiscardParked, ParkedResolution];
};
