import { integerFrom, type Env } from '@windrose/platform';
import type { OrderDeadlines } from './application/order-deadlines';

/** The longest time a timer can wait: 24 days. */
const LONGEST_MS = 2 ** 31 - 1;
const MINUTE_MS = 60_000;

/**
 * ORDER_DEADLINE_MS (default 1 h), RESERVATION_TTL_MS (15 min) and PAYMENT_TIMEOUT_MS (30 s).
 * @throws ConfigError naming the variable that is no whole number of milliseconds from 1
 */
export function orderDeadlines(env: Env = process.env): OrderDeadlines {
  const milliseconds = (variable: string, fallback: number): number =>
    integerFrom(env, variable, { min: 1, max: LONGEST_MS, fallback });
  return {
    confirmedMs: milliseconds('ORDER_DEADLINE_MS', 60 * MINUTE_MS),
    reservedMs: milliseconds('RESERVATION_TTL_MS', 15 * MINUTE_MS),
    paymentMs: milliseconds('PAYMENT_TIMEOUT_MS', MINUTE_MS / 2),
  };
}
