import { messageOf } from '@windrose/platform';
import { AppendOutcomeUnknown, EventRefused, LogUnavailable } from '../errors';
import { isGoingAway, sqlStateOf } from '../outage';

/** Deadlock, serialization failure, lost race for a unique key: nothing was written, and another try may work. */
const RETRYABLE = new Set(['40P01', '40001', '23505', '55P03']);
/** Data exception, integrity violation, limit of the program: about what was written, not about the database. */
const ABOUT_THE_DATA = ['22', '23', '54'];

/** What a failed call means for the appends that were in it. */
export type AppendFailure =
  /** Nothing was written; the same call may work. */
  | { readonly kind: 'again'; readonly error: LogUnavailable }
  /** Nothing was written; one of the atoms can't be. */
  | { readonly kind: 'refused'; readonly error: EventRefused }
  /** Nothing was written, and it isn't an atom's fault. */
  | { readonly kind: 'unavailable'; readonly error: LogUnavailable }
  /** The connection is gone, and nobody said what became of the call. */
  | { readonly kind: 'unknown'; readonly error: AppendOutcomeUnknown };

/** A statement that PostgreSQL itself refused has an SQLSTATE, and wrote nothing. */
export function appendFailure(error: unknown): AppendFailure {
  if (error instanceof EventRefused) return { kind: 'refused', error };
  const cause = { cause: error };
  const state = sqlStateOf(error);
  if (state === undefined || isGoingAway(state)) {
    const unknown = new AppendOutcomeUnknown(`the connection broke during an append: ${messageOf(error)}`, 1, cause);
    return { kind: 'unknown', error: unknown };
  }
  if (RETRYABLE.has(state)) return { kind: 'again', error: new LogUnavailable('appends block each other', 1, cause) };
  if (ABOUT_THE_DATA.includes(state.slice(0, 2))) {
    return { kind: 'refused', error: new EventRefused('not_storable', messageOf(error), cause) };
  }
  return {
    kind: 'unavailable',
    error: new LogUnavailable(`the database can't append now: ${messageOf(error)}`, 1, cause),
  };
}
