/** Requests that are worked on, or wait, at once and may still be a burst. */
export const BURST = 448;

/**
 * Milliseconds that a burst may take. A machine that has just started, or is shared with much else, needs that for some
 * hundred orders, and nobody gains if they are sent again instead.
 */
export const BURST_MS = 10_000;
