import { ConfigError, integerFrom, textFrom, type Env } from '@windrose/platform';

/** PORT: what HTTP clients connect to. Default 3000. */
export function edgePort(env: Env = process.env): number {
  return integerFrom(env, 'PORT', { min: 0, max: 65_535, fallback: 3_000 });
}

const SECRET = /^[\x21-\x7e]{16,255}$/;

/**
 * PAYMENT_WEBHOOK_SECRET: what the payment provider signs its webhooks with. Null when there is none; then there is no
 * such call. The error doesn't repeat what was given: it may be a secret nearly right.
 */
export function paymentWebhookSecret(env: Env = process.env): string | null {
  const secret = textFrom(env, 'PAYMENT_WEBHOOK_SECRET');
  if (secret === undefined) return null;
  if (SECRET.test(secret)) return secret;
  throw new ConfigError('PAYMENT_WEBHOOK_SECRET', '(not shown)', '16 to 255 visible ASCII characters');
}
