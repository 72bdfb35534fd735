import { choiceFrom, type Env } from '@windrose/platform';
import type { PaymentProvider } from '../application/payment-provider';
import { paymentsConfig } from '../payments.config';
import { createStripe } from '../stripe/stripe-client';
import { StripeIntents } from '../stripe/stripe-intents';
import { StripePaymentProvider } from '../stripe/stripe-payment-provider';
import { stripeConfig } from '../stripe/stripe.config';
import { HttpPaymentProvider } from './http-payment-provider';
import { ProviderHttp } from './provider-http';

/**
 * The provider that PAYMENT_PROVIDER names: `http` (default), which speaks the simulator's API at PAYMENT_PROVIDER_URL,
 * or `stripe`.
 * @throws ConfigError naming the setting that is missing or wrong
 */
export function paymentProviderOf(env: Env = process.env): PaymentProvider {
  const provider = choiceFrom(env, 'PAYMENT_PROVIDER', ['http', 'stripe'], 'http');
  switch (provider) {
    case 'http':
      return new HttpPaymentProvider(new ProviderHttp(paymentsConfig(env).providerUrl));
    case 'stripe': {
      const config = stripeConfig(env);
      return new StripePaymentProvider(new StripeIntents(createStripe(config), config.returnUrl));
    }
    default:
      return provider satisfies never;
  }
}
