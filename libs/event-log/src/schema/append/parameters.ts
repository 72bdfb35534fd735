/**
 * What the append function takes, in its order: rows by column. Columns of one kind have the same length; a kind of row
 * that doesn't occur in a call is null. `atom` and `unit` columns say which one a row belongs to, from 1. Text columns
 * are joined (see `columns.ts`).
 */
export const APPEND_PARAMETERS = {
  /** Units of each atom. */
  atom_sizes: 'int[]',

  /** Place of the unit's stream among the streams; 0: none. */
  unit_stream: 'int[]',
  /** −1: any. */
  unit_expected: 'int[]',
  /** How many events the unit has. */
  unit_events: 'int[]',
  unit_command: 'text',
  unit_result: 'text',
  /** Where each unit's postings end: one more entry than units, the first one 0. */
  unit_posting: 'int[]',

  /** Sorted by id. */
  stream_ids: 'text',
  stream_keys: 'text',
  /** How many events the call has for the stream. */
  stream_events: 'int[]',

  event_unit: 'int[]',
  /** Place in its unit. */
  event_seq: 'int[]',
  /** Place in the call of the event before it in the same partition; 0: not in this call. */
  event_prev: 'int[]',
  event_ids: 'text',
  event_stream: 'text',
  event_key: 'text',
  event_partition: 'int[]',
  event_type: 'text',
  event_schema: 'int[]',
  event_data: 'text',
  event_meta: 'text',
  /** By partition: place of its last event in the call; 0: none. */
  partition_place: 'int[]',

  /** Sorted by owner and account. */
  balance_owner: 'text',
  balance_account: 'text',
  posting_balance: 'int[]',
  posting_delta: 'bigint[]',

  cursor_atom: 'int[]',
  cursor_group: 'text',
  cursor_source: 'text',
  cursor_partition: 'int[]',
  cursor_from: 'bigint[]',
  cursor_to: 'bigint[]',
  cursor_event: 'text',
  /** The lease under which the cursor is moved. */
  cursor_epoch: 'bigint[]',

  parked_atom: 'int[]',
  parked_group: 'text',
  parked_source: 'text',
  parked_position: 'bigint[]',
  parked_key: 'text',
  /** Null: it is parked no longer, and must have been until now. */
  parked_event: 'text',
  parked_data: 'text',

  document_unit: 'int[]',
  document_collection: 'text',
  document_ids: 'text',
  document_body: 'text',

  timer_unit: 'int[]',
  timer_ids: 'text',
  /** Null: clear it. */
  timer_kind: 'text',
  timer_key: 'text',
  timer_due_ms: 'bigint[]',
  timer_data: 'text',
  timer_meta: 'text',
  /** When a timer that is fired was due. Null as a whole when the call clears none. */
  timer_fired: 'text',

  job_unit: 'int[]',
  job_ids: 'text',
  /** Null: it is done, or dead if `job_data` (then the reason) is not null. */
  job_kind: 'text',
  job_key: 'text',
  job_run_ms: 'bigint[]',
  job_data: 'text',
  job_meta: 'text',
  /** `attempt/worker` of a job that is concluded. Null as a whole when the call only adds jobs. */
  job_claim: 'text',
} as const;

export type AppendParameters = Record<keyof typeof APPEND_PARAMETERS, string | null>;

/** The parameters whose names begin so. */
export type Columns<Prefix extends string> = Pick<
  AppendParameters,
  Extract<keyof AppendParameters, `${Prefix}_${string}`>
>;
