import { ServiceUnavailable } from '@windrose/platform';

/**
 * SQLSTATE classes of failures that pass: connection (08), rolled back (40), resources (53), locks (55), operators'
 * interventions such as a shutdown or a cancelled statement (57), the system under the database (58); and a standby that
 * has not been promoted yet (25006).
 */
const PASSING_STATES = /^(08|40|53|55|57|58)|^25006$/;

const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** What the PostgreSQL client says when a connection is gone: these errors have no code. */
const CONNECTION_GONE =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client (has encountered|was closed)|Cannot use a pool after)/;

const DEEPEST_CAUSE = 5;

/**
 * Whether a failure says nothing about what was tried: something that is needed can't be reached or can't answer now,
 * and the same may work later. Everything else is the fault of what was tried, or of the code.
 */
export function isTransient(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > DEEPEST_CAUSE) return false;
  if (error instanceof ServiceUnavailable || error.name === 'TimeoutError') return true;
  if (error instanceof AggregateError && error.errors.some((one) => isTransient(one, depth + 1))) return true;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (code !== undefined && (NETWORK.has(code) || (code.length === 5 && PASSING_STATES.test(code)))) return true;
  return CONNECTION_GONE.test(error.message) || isTransient(error.cause, depth + 1);
}
