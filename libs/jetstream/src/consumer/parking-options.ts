import { ConfigError } from '@windrose/platform';

/** When an event is taken as one that can't be handled, and when that is taken as the handlers' fault. */
export interface ParkingOptions {
  /**
   * Tries of an event, with growing waits between them, before its key is parked. Default 5, which takes about 1.5 s. What
   * can't be reached (a database, another service) is waited for without counting.
   */
  readonly tries: number;
  /** Keys of the group that are parked within `withinMs` before the next one stops its partition instead. Default 5. */
  readonly keys: number;
  /** Milliseconds. Default 60,000. */
  readonly withinMs: number;
  /** Milliseconds until a stopped partition is tried again for the first time, doubled each time. Default 5,000. */
  readonly pauseMs: number;
  /** Milliseconds between tries of a stopped partition at most. Default 300,000. */
  readonly longestPauseMs: number;
}

const DEFAULTS: ParkingOptions = {
  tries: 5,
  keys: 5,
  withinMs: 60_000,
  pauseMs: 5_000,
  longestPauseMs: 300_000,
};

/** @throws ConfigError naming the option */
export function parkingOptions(given: Partial<ParkingOptions> = {}): ParkingOptions {
  const options = { ...DEFAULTS, ...given };
  for (const [name, value] of Object.entries(options)) {
    if (!Number.isInteger(value) || value < 1) throw new ConfigError(name, String(value), 'an integer from 1 on');
  }
  return options;
}
