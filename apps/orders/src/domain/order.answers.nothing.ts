import type { OrdersEvent } from '@windrose/contracts';

/*
 * The answers that decide nothing, each with its reason.
 */

/** The signal repeats what the order knows. */
export function already(): readonly OrdersEvent[] {
  return [];
}

/**
 * It has been decided otherwise. Whoever sent the signal hears of that by the order's own event and undoes its part:
 * releases, voids; a timer finds nothing to do.
 */
export function tooLate(): readonly OrdersEvent[] {
  return [];
}

/** The signal answers a question that the order never asked in this situation. */
export function impossible(): readonly OrdersEvent[] {
  return [];
}
