import { ProviderOutcomeUnknown, ProviderUnavailable } from '../application/payment-provider';
import type { Movement } from './fixtures/stripe-books';
import { SECRET_KEY, StripeStandIn } from './fixtures/stripe-stand-in';
import { createStripe } from './stripe-client';
import { StripeIntents } from './stripe-intents';
import { StripePaymentProvider } from './stripe-payment-provider';

const signal = new AbortController().signal;
const EUR = (amount: number) => ({ amount, currency: 'EUR' });

let stripe: StripeStandIn;
let provider: StripePaymentProvider;

function adapter(baseUrl: string, secretKey = SECRET_KEY): StripePaymentProvider {
  return new StripePaymentProvider(new StripeIntents(createStripe({ secretKey, baseUrl }), 'https://shop.test/done'));
}

beforeEach(async () => {
  stripe = await StripeStandIn.start();
  provider = adapter(stripe.url);
});
afterEach(() => stripe.stop());

const authorization = (token: string) => ({
  reference: 'order-1',
  amount: EUR(1_000),
  token,
  idempotencyKey: 'p1.authorize',
});

async function authorized(token = 'pm_card_visa'): Promise<string> {
  const answer = await provider.authorize(authorization(token), signal);
  if (answer.outcome !== 'authorized') throw new Error(answer.outcome);
  return answer.authorizationId;
}

function capture(authorizationId: string, amount: number, shipmentId = 's1') {
  const idempotencyKey = `p1.capture.${shipmentId}`;
  return provider.capture(
    { authorizationId, reference: 'order-1', shipmentId, amount: EUR(amount), idempotencyKey },
    signal,
  );
}

const release = (authorizationId: string) => provider.void({ authorizationId, idempotencyKey: 'p1.void' }, signal);
const moved = (): Omit<Movement, 'intent'>[] => stripe.books.movements.map(({ kind, amount }) => ({ kind, amount }));

describe('authorising', () => {
  it('holds the amount, once for each key', async () => {
    const first = await authorized();
    expect(await authorized()).toBe(first);
    expect(moved()).toEqual([{ kind: 'hold', amount: 1_000 }]);
  });

  it('passes on what the bank says', async () => {
    const answer = await provider.authorize(authorization('pm_card_chargeDeclined'), signal);
    expect(answer).toEqual({ outcome: 'declined', code: 'generic_decline', message: 'Your card was declined.' });
  });

  it('declines what Stripe does not know', async () => {
    const answer = await provider.authorize(authorization('pm_nothing'), signal);
    expect(answer).toMatchObject({ outcome: 'declined', code: 'resource_missing' });
  });

  it('sends the customer to confirm, and finds what came of it', async () => {
    const answer = await provider.authorize(authorization('pm_card_authenticationRequired'), signal);
    if (answer.outcome !== 'action_required') throw new Error(answer.outcome);
    const { authorizationId } = answer;
    expect(answer.nextAction).toEqual({ type: 'redirect', url: `https://hooks.test/${authorizationId}` });
    stripe.books.confirm(authorizationId);
    const query = { reference: 'order-1', idempotencyKey: 'p1.authorize', authorizationId };
    expect(await provider.findAuthorization(query, signal)).toEqual({ outcome: 'authorized', authorizationId });
  });
});

describe('an answer that was lost', () => {
  const query = { reference: 'order-1', idempotencyKey: 'p1.authorize', authorizationId: null };

  it('is found by the key, though Stripe can not search for it yet', async () => {
    expect(await provider.findAuthorization(query, signal)).toBeNull();
    await provider.authorize(authorization('pm_card_visa'), signal);
    expect(await provider.findAuthorization(query, signal)).toMatchObject({ outcome: 'authorized' });
  });

  it('is an unknown outcome, and the repeat moves nothing', async () => {
    const id = await authorized();
    await expect(provider.findAuthorization({ ...query, authorizationId: id }, signal)).resolves.not.toBeNull();
    // The capture asks how the intent stands, then takes. Stripe's client itself repeats once what a closed connection lost.
    stripe.next(null, 'lost answer', 'lost answer');
    await expect(capture(id, 1_000)).rejects.toBeInstanceOf(ProviderOutcomeUnknown);
    expect(await capture(id, 1_000)).toEqual({ outcome: 'captured', captureId: id });
    expect(moved()).toEqual([
      { kind: 'hold', amount: 1_000 },
      { kind: 'capture', amount: 1_000 },
    ]);
  });
});

describe('taking shares', () => {
  it('captures one intent several times where the card allows it, and releases the rest', async () => {
    const id = await authorized();
    expect(await capture(id, 300, 's1')).toEqual({ outcome: 'captured', captureId: id });
    expect(await capture(id, 450, 's2')).toEqual({ outcome: 'captured', captureId: id });
    expect(await release(id)).toEqual({ outcome: 'released', released: 250 });
    expect(moved().slice(1)).toEqual([
      { kind: 'capture', amount: 300 },
      { kind: 'capture', amount: 450 },
      { kind: 'release', amount: 250 },
    ]);
  });

  it('captures all of it from any card', async () => {
    const id = await authorized('pm_card_once');
    expect(await capture(id, 1_000)).toEqual({ outcome: 'captured', captureId: id });
  });

  it('gives each shipment an intent of its own where the card does not', async () => {
    const id = await authorized('pm_card_once');
    const first = await capture(id, 300, 's1');
    const second = await capture(id, 700, 's2');
    const ids = [first, second].map((answer) => (answer.outcome === 'captured' ? answer.captureId : null));
    expect(new Set([...ids, id]).size).toBe(3);
    expect(await capture(id, 300, 's1')).toEqual(first);
    // Asked in between, as a notice of the cancellation would have it: the order can be paid as before.
    const query = { reference: 'order-1', idempotencyKey: 'p1.authorize', authorizationId: id };
    expect(await provider.findAuthorization(query, signal)).toEqual({ outcome: 'authorized', authorizationId: id });
    expect(await release(id)).toEqual({ outcome: 'released', released: 0 });
    const taken = stripe.books.movements.filter(({ kind }) => kind === 'capture').map(({ amount }) => amount);
    expect(taken).toEqual([300, 700]);
    expect(stripe.books.movements).toContainEqual({ kind: 'release', intent: id, amount: 1_000 });
    const refund = { authorizationId: id, captureId: ids[0]!, amount: EUR(100), idempotencyKey: 'p1.refund.s1' };
    expect(await provider.refund(refund, signal)).toEqual({ outcome: 'refunded' });
    expect(stripe.books.movements.at(-1)).toEqual({ kind: 'refund', intent: ids[0], amount: 100 });
  });

  it('says for good that what has run out can not be taken', async () => {
    const id = await authorized();
    stripe.books.expire(id);
    expect(await capture(id, 300)).toMatchObject({ outcome: 'refused', code: 'wrong_status', isFinal: true });
  });
});

describe('giving back', () => {
  it('refunds parts, never more than was taken', async () => {
    const id = await authorized();
    await capture(id, 1_000);
    const refund = (amount: number, idempotencyKey: string) =>
      provider.refund({ authorizationId: id, captureId: id, amount: EUR(amount), idempotencyKey }, signal);
    expect(await refund(600, 'r1')).toEqual({ outcome: 'refunded' });
    expect(await refund(600, 'r1')).toEqual({ outcome: 'refunded' });
    expect(await refund(600, 'r2')).toMatchObject({ outcome: 'refused', isFinal: true });
    expect(moved().filter(({ kind }) => kind === 'refund')).toEqual([{ kind: 'refund', amount: 600 }]);
  });
});

describe('an outage', () => {
  it('is one that changed nothing when Stripe turned the request away', async () => {
    stripe.next('rate limit');
    await expect(authorized()).rejects.toBeInstanceOf(ProviderUnavailable);
    await expect(adapter('http://127.0.0.1:1').authorize(authorization('pm_card_visa'), signal)).rejects.toBeInstanceOf(
      ProviderUnavailable,
    );
    await expect(
      adapter(stripe.url, 'sk_other').authorize(authorization('pm_card_visa'), signal),
    ).rejects.toBeInstanceOf(ProviderUnavailable);
  });

  it('leaves the outcome open when Stripe failed, or when we stop', async () => {
    stripe.next('server error');
    await expect(authorized()).rejects.toBeInstanceOf(ProviderOutcomeUnknown);
    const stopping = AbortSignal.abort();
    await expect(provider.authorize(authorization('pm_card_visa'), stopping)).rejects.toBeInstanceOf(
      ProviderOutcomeUnknown,
    );
  });
});
