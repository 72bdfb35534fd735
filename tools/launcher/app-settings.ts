import {
  choiceFrom,
  integerFrom,
  mirrorSettings,
  networksFrom,
  paymentWebhookSecret,
  stripeWebhookSecret,
  urlFrom,
  type Env,
} from '@windrose/platform';

/** The longest time a timer can wait. */
const LONGEST_MS = 2 ** 31 - 1;
const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/**
 * Checks what is only passed on to the apps. Each app reads its own settings again; but a wrong one is to be
 * named here, before anything has been started, and not in the log of a process that won't come up.
 */
export function checkAppSettings(env: Env): void {
  choiceFrom(env, 'CARRIER', ['simulated', 'manual'], 'simulated');
  choiceFrom(env, 'LOG_LEVEL', LEVELS, 'info');
  integerFrom(env, 'CARRIER_DELAY_MS', { min: 0, max: LONGEST_MS, fallback: 500 });
  for (const deadline of ['RESERVATION_TTL_MS', 'PAYMENT_TIMEOUT_MS', 'ORDER_DEADLINE_MS']) {
    integerFrom(env, deadline, { min: 1, max: LONGEST_MS, fallback: 1 });
  }
  integerFrom(env, 'LOW_STOCK_THRESHOLD', { min: 0, max: 1_000_000_000, fallback: 5 });
  integerFrom(env, 'RATE_LIMIT', { min: 1, max: 1_000_000, fallback: 2_000 });
  integerFrom(env, 'PARTITIONS', { min: 1, max: 100, fallback: 16 });
  choiceFrom(env, 'PAYMENT_PROVIDER', ['http', 'stripe'], 'http');
  urlFrom(env, 'STRIPE_URL', ['http', 'https']);
  urlFrom(env, 'STRIPE_RETURN_URL', ['http', 'https']);
  paymentWebhookSecret(env);
  stripeWebhookSecret(env);
  networksFrom(env, 'TRUST_PROXY');
  mirrorSettings(env);
  urlFrom(env, 'SMTP_URL', ['smtp', 'smtps']);
}
