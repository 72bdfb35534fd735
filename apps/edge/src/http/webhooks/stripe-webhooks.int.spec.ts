import { ok } from '@windrose/contracts';
import { startTestNats, type TestNats } from '@windrose/testing';
import Stripe from 'stripe';
import { bodyOf, TestEdge } from '../../fixtures/test-edge';
import type { ProblemBody } from '../problem/problem';
import { TOLERANCE_S } from './signature';

const PATH = '/v1/webhooks/stripe';
const SECRET = 'whsec_0123456789abcdef';
const reference = '01890000-0000-7000-8000-000000000000';

const event = (type: string, object: object) => ({ id: 'evt_1', object: 'event', type, data: { object } });
const confirmed = event('payment_intent.amount_capturable_updated', {
  id: 'pi_1',
  object: 'payment_intent',
  metadata: { reference, key: 'p1.authorize' },
});

describe('webhooks of Stripe', () => {
  let nats: TestNats;
  let edge: TestEdge;

  beforeAll(async () => {
    nats = await startTestNats();
    process.env.STRIPE_WEBHOOK_SECRET = SECRET;
    edge = await TestEdge.start(nats.url);
    await edge.services.on('rpc.v1.payments.provider-notice', () => ok(null));
  });
  beforeEach(() => {
    edge.services.asked.length = 0;
  });
  afterAll(async () => {
    delete process.env.STRIPE_WEBHOOK_SECRET;
    await edge?.close();
    await nats.stop();
  });

  /** As Stripe's own package signs it. */
  function signed(payload: string, secret = SECRET, timestamp = Math.floor(Date.now() / 1_000)): string {
    return Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
  }

  function send(body: string, signature = signed(body)): Promise<Response> {
    const headers = { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signature };
    return edge.fetch(PATH, { method: 'POST', headers, body });
  }

  it.each([
    ['of a payment intent', confirmed],
    [
      'of a charge',
      event('charge.refunded', { id: 'ch_1', object: 'charge', payment_intent: 'pi_1', metadata: { reference } }),
    ],
  ])('%s are a notice to payments, signed over their very bytes', async (_what, told) => {
    expect((await send(JSON.stringify(told, null, 2))).status).toBe(204);
    expect(edge.services.asked).toMatchObject([
      {
        subject: 'rpc.v1.payments.provider-notice',
        input: { eventId: 'evt_1', reference, authorizationId: 'pi_1' },
        context: { actor: { type: 'service', id: 'edge' } },
      },
    ]);
  });

  it.each([
    [
      'another shop’s payment',
      event('payment_intent.succeeded', { id: 'pi_2', object: 'payment_intent', metadata: {} }),
    ],
    ['something else', event('payout.paid', { id: 'po_1', object: 'payout', metadata: { reference } })],
    ['a charge without an intent', event('charge.failed', { id: 'ch', object: 'charge', metadata: { reference } })],
  ])('are taken and nothing more when they are about %s: else Stripe would send them again', async (_what, told) => {
    expect((await send(JSON.stringify(told))).status).toBe(204);
    expect(edge.services.asked).toEqual([]);
  });

  it('may carry the signatures of two secrets while one replaces the other', async () => {
    const body = JSON.stringify(confirmed);
    expect((await send(body, `${signed(body)},v1=${'0'.repeat(64)},v0=${'1'.repeat(64)}`)).status).toBe(204);
  });

  it.each([
    ['by nobody', (): string => ''],
    ['by somebody else', (body: string): string => signed(body, 'whsec_another_secret')],
    ['over something else', (): string => signed('{}')],
    ['too long ago', (body: string): string => signed(body, SECRET, Math.floor(Date.now() / 1_000) - TOLERANCE_S - 5)],
    ['in nonsense', (): string => 'nonsense'],
  ])('are refused when they are signed %s', async (_how, signature) => {
    const body = JSON.stringify(confirmed);
    const response = await send(body, signature(body));
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Stripe-Signature']);
    const { code, detail } = await bodyOf<ProblemBody>(response);
    expect([code, detail]).toEqual(['unauthorized', expect.stringMatching(/^The header Stripe-Signature .*\.$/)]);
    expect(detail).not.toContain('http');
    expect(edge.services.asked).toEqual([]);
  });

  it.each([
    ['#/object', { id: 'evt_1', object: 'v2.core.event', type: 'v1.billing.meter.error_report_triggered' }],
    ['#/data/object', { id: 'evt_1', object: 'event' }],
  ])('are refused at %s when there is no object in them', async (pointer, told) => {
    const response = await send(JSON.stringify(told));
    expect([response.status, (await bodyOf<ProblemBody>(response)).errors?.[0]?.pointer]).toEqual([422, pointer]);
  });

  it('do not exist where no secret is set', async () => {
    delete process.env.STRIPE_WEBHOOK_SECRET;
    const another = await TestEdge.start(nats.url);
    process.env.STRIPE_WEBHOOK_SECRET = SECRET;
    try {
      const body = JSON.stringify(confirmed);
      const headers = { 'content-type': 'application/json', 'stripe-signature': signed(body) };
      expect((await another.fetch(PATH, { method: 'POST', headers, body })).status).toBe(404);
    } finally {
      await another.close();
    }
  });
});
