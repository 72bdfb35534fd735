import { textFrom, type Env } from './env';
import { ConfigError } from './errors';

const ANY = /^[\x21-\x7e]{16,255}$/;
const STRIPES = /^whsec_[\x21-\x7e]{10,249}$/;

/**
 * PAYMENT_WEBHOOK_SECRET: what the payment provider signs its webhooks with. Null when there is none; then there is no
 * such call. The error doesn't repeat what was given: it may be a secret nearly right.
 */
export function paymentWebhookSecret(env: Env = process.env): string | null {
  return secretFrom(env, 'PAYMENT_WEBHOOK_SECRET', ANY, '16 to 255 visible ASCII characters');
}

/**
 * STRIPE_WEBHOOK_SECRET: the signing secret that Stripe shows for the webhook endpoint. Null when there is none; then there
 * is no such call. The error doesn't repeat what was given: it may be the account's key, which is another one.
 */
export function stripeWebhookSecret(env: Env = process.env): string | null {
  return secretFrom(env, 'STRIPE_WEBHOOK_SECRET', STRIPES, "the endpoint's signing secret: whsec_…");
}

function secretFrom(env: Env, variable: string, pattern: RegExp, allowed: string): string | null {
  const secret = textFrom(env, variable);
  if (secret === undefined) return null;
  if (pattern.test(secret)) return secret;
  throw new ConfigError(variable, '(not shown)', allowed);
}
