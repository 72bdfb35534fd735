import { ConfigError } from './errors';
import { paymentWebhookSecret, stripeWebhookSecret } from './webhook-secrets';

describe('the secrets that webhooks are signed with', () => {
  it('are none unless they are set', () => {
    expect([paymentWebhookSecret({}), stripeWebhookSecret({ STRIPE_WEBHOOK_SECRET: '' })]).toEqual([null, null]);
    expect(paymentWebhookSecret({ PAYMENT_WEBHOOK_SECRET: 'sixteen-or-more-1' })).toBe('sixteen-or-more-1');
    expect(stripeWebhookSecret({ STRIPE_WEBHOOK_SECRET: 'whsec_0123456789' })).toBe('whsec_0123456789');
  });

  it.each(['short', 'with a space in it!', 'x'.repeat(256)])('are usable: not %j', (secret) => {
    const reading = () => paymentWebhookSecret({ PAYMENT_WEBHOOK_SECRET: secret });
    expect(reading).toThrow(ConfigError);
    expect(reading).not.toThrow(new RegExp(secret));
  });

  it.each(['sk_live_0123456789abcdef', 'whsec_short', 'whsec_with a space 0123'])(
    'are Stripe’s own: not %j',
    (secret) => {
      const reading = () => stripeWebhookSecret({ STRIPE_WEBHOOK_SECRET: secret });
      expect(reading).toThrow(/STRIPE_WEBHOOK_SECRET.*whsec_/);
      expect(reading).not.toThrow(new RegExp(secret));
    },
  );
});
