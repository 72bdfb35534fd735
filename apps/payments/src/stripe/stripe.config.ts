import { ConfigError, textFrom, urlFrom, type Env } from '@windrose/platform';

export interface StripeConfig {
  /** STRIPE_SECRET_KEY. */
  readonly secretKey: string;
  /** STRIPE_URL: base address of Stripe's API. Default: Stripe's own. */
  readonly baseUrl: string;
  /** STRIPE_RETURN_URL: where Stripe sends customers who had to confirm a payment. */
  readonly returnUrl: string;
}

const SCHEMES = ['http', 'https'] as const;
const STRIPE = 'https://api.stripe.com';

/** @throws ConfigError when the key or the return address is missing */
export function stripeConfig(env: Env = process.env): StripeConfig {
  const secretKey = textFrom(env, 'STRIPE_SECRET_KEY');
  if (secretKey === undefined) throw new ConfigError('STRIPE_SECRET_KEY', undefined, 'a secret key of your account');
  const returnUrl = urlFrom(env, 'STRIPE_RETURN_URL', SCHEMES);
  if (returnUrl === undefined) throw new ConfigError('STRIPE_RETURN_URL', undefined, 'http://… or https://…');
  return { secretKey, returnUrl, baseUrl: urlFrom(env, 'STRIPE_URL', SCHEMES) ?? STRIPE };
}
