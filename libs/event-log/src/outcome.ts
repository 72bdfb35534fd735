/** The unit is in the log. */
export interface Appended {
  readonly status: 'appended';
  /** The stream's version after it. */
  readonly version: number;
  /** Position of the unit's first event; 0 when it had none. */
  readonly position: number;
}

/** A unit with this command id had been decided before: nothing was changed. */
export interface Duplicate {
  readonly status: 'duplicate';
  /** The first one's `result`. */
  readonly result: unknown;
}

/** Nothing was changed: read again, decide again. */
export type Conflict =
  | { readonly status: 'conflict'; readonly reason: 'version'; readonly streamId: string; readonly actual: number }
  | { readonly status: 'conflict'; readonly reason: 'balance'; readonly owner: string; readonly account: string }
  | { readonly status: 'conflict'; readonly reason: 'cursor'; readonly source: string; readonly partition: number }
  /** A parked event was handled or discarded by somebody else. */
  | { readonly status: 'conflict'; readonly reason: 'parked'; readonly source: string; readonly position: number }
  /** The timer was cleared, fired or set again meanwhile. */
  | { readonly status: 'conflict'; readonly reason: 'timer'; readonly timerId: string }
  /** The job was done, or claimed by another worker, meanwhile. */
  | { readonly status: 'conflict'; readonly reason: 'job'; readonly jobId: string };

export type UnitOutcome = Appended | Duplicate | Conflict;

/** All units of the group are in the log and its cursors moved, or none. */
export type GroupOutcome =
  { readonly status: 'appended'; readonly units: readonly (Appended | Duplicate)[] } | Conflict;
