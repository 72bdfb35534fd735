import { RetryLater } from '@windrose/event-log';
import { ProviderOutcomeUnknown, ProviderUnavailable } from './payment-provider';

/** Tries that follow each other with the runner's growing waits: 250 ms at most after the first, 500 ms, 1 s … */
const QUICK_TRIES = 5;
/** Milliseconds between the tries after those, of which half is random, so that not all come back at once. */
const STEADY_MS = 10_000;

/** Calls of one kind that may wait for a slow provider, besides those that are quick: as many sockets, and little else. */
export const MAY_LINGER = 448;

/**
 * Calls the provider. When it has been away for a while, the job settles down to steady tries that count no more: the
 * waits must not grow while customers wait, and the thousands that may be waiting then must not fill the log.
 */
export async function askProvider<T>(attempt: number, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const isAway = error instanceof ProviderUnavailable || error instanceof ProviderOutcomeUnknown;
    if (!isAway || attempt < QUICK_TRIES) throw error;
    throw new RetryLater(error.message, Math.round(STEADY_MS * (0.5 + Math.random() / 2)));
  }
}
