import { StripePaymentProvider } from '../stripe/stripe-payment-provider';
import { HttpPaymentProvider } from './http-payment-provider';
import { paymentProviderOf } from './payment-provider-of';

const stripe = { PAYMENT_PROVIDER: 'stripe', STRIPE_SECRET_KEY: 'sk_test', STRIPE_RETURN_URL: 'https://shop.test' };

describe('the payment provider', () => {
  it('is the one that the setting names', () => {
    expect(paymentProviderOf({ PAYMENT_PROVIDER_URL: 'http://127.0.0.1:1' })).toBeInstanceOf(HttpPaymentProvider);
    expect(paymentProviderOf(stripe)).toBeInstanceOf(StripePaymentProvider);
  });

  it.each([
    [{ PAYMENT_PROVIDER: 'paypal' }, 'PAYMENT_PROVIDER is "paypal"; allowed: http, stripe'],
    [{}, 'PAYMENT_PROVIDER_URL'],
    [{ ...stripe, STRIPE_SECRET_KEY: undefined }, 'STRIPE_SECRET_KEY'],
    [{ ...stripe, STRIPE_RETURN_URL: 'nowhere' }, 'STRIPE_RETURN_URL is "nowhere"'],
    [{ ...stripe, STRIPE_URL: 'ftp://x' }, 'STRIPE_URL is "ftp://x"'],
  ])('is refused with the name of the setting that is wrong: %j', (env, message) => {
    expect(() => paymentProviderOf(env)).toThrow(message);
  });
});
