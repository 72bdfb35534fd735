import { messageOf } from '@windrose/platform';
import { types } from 'node:util';
import { LogUnavailable } from './errors';

/** The SQLSTATE of an error that PostgreSQL itself sent; none when something between it and us failed. */
export function sqlStateOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return /^[0-9A-Z]{5}$/.test(error.code) ? error.code : undefined;
}

/** Classes 57P (the server is going away) and 08 (connection): what was under way may or may not have committed. */
export function isGoingAway(state: string): boolean {
  return state.startsWith('57P') || state.startsWith('08');
}

/** No connection, no room for one, no answer in time, or a server that only lets itself be read: classes 08, 53, 57, 25006. */
function isOutage(error: unknown): boolean {
  const state = sqlStateOf(error);
  if (state !== undefined) return /^(08|53|57)/.test(state) || state === '25006';
  // The client's and the socket's errors have no class of their own; what we did wrong is a TypeError or RangeError.
  return types.isNativeError(error) && error.name !== 'TypeError' && error.name !== 'RangeError';
}

/** What a failed query means to whoever asked: the database's absence is LogUnavailable, everything else stays what it is. */
export function queryFailure(error: unknown): unknown {
  if (error instanceof LogUnavailable || !isOutage(error)) return error;
  return new LogUnavailable(`the database can't answer: ${messageOf(error)}`, 1, { cause: error });
}
