import { ConfigError, urlFrom, type Env } from '@windrose/platform';

export interface PaymentsConfig {
  /** PAYMENT_PROVIDER_URL: the provider's base address, without a slash at its end. */
  readonly providerUrl: string;
}

const SCHEMES = ['http', 'https'] as const;

export function paymentsConfig(env: Env = process.env): PaymentsConfig {
  const providerUrl = urlFrom(env, 'PAYMENT_PROVIDER_URL', SCHEMES);
  if (providerUrl === undefined) throw new ConfigError('PAYMENT_PROVIDER_URL', undefined, 'http://… or https://…');
  return { providerUrl };
}
