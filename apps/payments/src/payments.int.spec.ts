import type { PaymentRequested, PaymentsEvent } from '@windrose/contracts';
import type { EventLog } from '@windrose/event-log';
import { newId } from '@windrose/platform';
import { eventually, type TestProvider } from '@windrose/testing';
import { AuthorizePaymentJob } from './application/authorize-payment.job';
import { changePayment } from './application/change-payment';
import { initiatePayment } from './application/initiate-payment';
import { authorizeJob, type AuthorizePaymentData } from './application/payment-jobs';
import { ProviderNotices } from './application/provider-notices';
import { paymentsAtProvider } from './fixtures/payments-at-provider';
import { eur, meta, requestOf, type TestPayments, type PaymentsStory } from './fixtures/test-payments';

jest.setTimeout(60_000);

const amount = eur(2_500);

describe('payments on its log and a provider', () => {
  const running = paymentsAtProvider();
  let log: EventLog;
  let provider: TestProvider;
  let payments: TestPayments;
  beforeAll(() => {
    ({ log, provider, payments } = running);
  });

  const pay = (token: string, change: Partial<PaymentRequested> = {}) => payments.pay(token, change);
  const view = (orderId: string) => payments.view(orderId);
  const waitingJobs = (orderId: string) => payments.waitingJobs(orderId);
  const capture = ({ orderId, amount: { amount: cents } }: PaymentRequested) =>
    payments.capture(orderId, `shipment-of-${orderId}`, cents);

  /** Waits until the order's payment has had these events, and no others. */
  async function expectStory(orderId: string, ...types: PaymentsEvent['type'][]): Promise<PaymentsStory> {
    return eventually(
      async () => {
        const story = await payments.story(orderId);
        expect(story.map((event) => event.type)).toEqual(types);
        return story;
      },
      { timeoutMs: 20_000 },
    );
  }

  it('authorises, then captures, and each event names its cause', async () => {
    const payment = await pay('tok_ok');
    const { orderId, paymentId } = payment;
    await expectStory(orderId, 'PaymentInitiated', 'PaymentAuthorized');
    expect(await view(orderId)).toEqual({
      id: paymentId,
      orderId,
      status: 'authorized',
      amount,
      captured: { amount: 0, currency: 'EUR' },
      refunded: { amount: 0, currency: 'EUR' },
      voided: { amount: 0, currency: 'EUR' },
      nextAction: null,
      reason: null,
    });

    await capture(payment);
    const story = await expectStory(
      orderId,
      'PaymentInitiated',
      'PaymentAuthorized',
      'PaymentCaptureRequested',
      'PaymentCaptured',
    );
    expect(await view(orderId)).toMatchObject({ status: 'captured', captured: amount });
    expect((await provider.movements(orderId)).map((movement) => [movement.kind, movement.amount])).toEqual([
      ['authorize', 2_500],
      ['capture', 2_500],
    ]);
    expect(story.map((event) => event.meta.causationId)).toEqual([
      meta.causationId,
      story[0]!.eventId,
      meta.causationId,
      story[2]!.eventId,
    ]);
    for (const event of story) expect(event.meta).toMatchObject({ correlationId: 'the-request', actor: meta.actor });
    expect(await waitingJobs(orderId)).toBe(0);
  });

  it('keeps the token out of the log', async () => {
    const { orderId } = await pay('tok_ok');
    const story = await expectStory(orderId, 'PaymentInitiated', 'PaymentAuthorized');
    for (const event of story) expect(event.dataText).not.toContain('tok_ok');
  });

  it.each([
    ['tok_declined', 'card_declined'],
    ['tok_of_nobody', 'invalid_token'],
    ['', 'invalid_token'],
    ['x'.repeat(300), 'invalid_token'],
  ])('declines %s as %s', async (token, code) => {
    const { orderId } = await pay(token);
    await expectStory(orderId, 'PaymentInitiated', 'PaymentDeclined');
    expect(await view(orderId)).toMatchObject({ status: 'declined', reason: { code } });
    expect(await provider.movements(orderId)).toEqual([]);
  });

  it('declines what the provider can not take at all', async () => {
    const { orderId } = await pay('tok_ok', { amount: { amount: 1, currency: 'euro' } });
    await expectStory(orderId, 'PaymentInitiated', 'PaymentDeclined');
    expect(await view(orderId)).toMatchObject({ status: 'declined', reason: { code: 'invalid_request' } });
  });

  it.each(['tok_flaky', 'tok_slow', 'tok_lost_answer'])('authorises %s once', async (token) => {
    const { orderId, paymentId } = await pay(token);
    await expectStory(orderId, 'PaymentInitiated', 'PaymentAuthorized');
    expect(await provider.movements(orderId)).toMatchObject([
      { kind: 'authorize', amount: 2_500, idempotencyKey: `${paymentId}.authorize` },
    ]);
  });

  it('waits while the customer has to confirm', async () => {
    const { orderId } = await pay('tok_requires_action');
    await expectStory(orderId, 'PaymentInitiated', 'PaymentActionRequired');
    const { status, nextAction } = (await view(orderId))!;
    expect(status).toBe('action_required');
    await fetch(nextAction!.url, { method: 'POST' });
    await expectStory(orderId, 'PaymentInitiated', 'PaymentActionRequired', 'PaymentAuthorized');
    expect(await provider.movements(orderId)).toHaveLength(1);
  });

  it('believes no notice, but looks at the books because of it, once for each', async () => {
    const { orderId } = await pay('tok_requires_action');
    const { nextAction } = await eventually(async () => {
      const found = await view(orderId);
      expect(found?.status).toBe('action_required');
      return found!;
    });
    // Nothing else looks any more.
    await log.pool.query(`delete from payments.jobs where kind = 'reconcile-payment'`);
    const context = { actor: { type: 'service', id: 'edge' }, correlationId: 'c' } as const;
    const notice = { reference: orderId, authorizationId: 'whatever' };
    const take = (eventId: string) => payments.app.get(ProviderNotices).take({ ...notice, eventId }, context);

    await take('forged');
    await eventually(async () => expect(await waitingJobs(orderId)).toBe(0));
    expect(await view(orderId)).toMatchObject({ status: 'action_required' });
    await fetch(nextAction!.url, { method: 'POST' });
    await take('forged');
    expect(await waitingJobs(orderId)).toBe(0);
    await take('true');
    await expectStory(orderId, 'PaymentInitiated', 'PaymentActionRequired', 'PaymentAuthorized');
    await payments.app.get(ProviderNotices).take({ ...notice, eventId: 'other', reference: newId() }, context);
  });

  it('captures anew what was refused, under another key', async () => {
    const payment = await pay('tok_capture_fails');
    const { orderId, paymentId } = payment;
    await expectStory(orderId, 'PaymentInitiated', 'PaymentAuthorized');
    await capture(payment);
    const story = await expectStory(
      orderId,
      'PaymentInitiated',
      'PaymentAuthorized',
      'PaymentCaptureRequested',
      'PaymentCaptureFailed',
      'PaymentCaptureRequested',
      'PaymentCaptured',
    );
    expect(story[3]!.data).toMatchObject({ attempt: 1, code: 'capture_refused', willRetry: true });
    expect((await provider.movements(orderId)).map((movement) => [movement.kind, movement.idempotencyKey])).toEqual([
      ['authorize', `${paymentId}.authorize`],
      ['capture', `${paymentId}.capture.shipment-of-${orderId}.2`],
    ]);
  });

  it('captures share by share, and never more than was authorised', async () => {
    const { orderId } = await pay('tok_ok');
    await expectStory(orderId, 'PaymentInitiated', 'PaymentAuthorized');
    const share = (shipmentId: string, cents: number) =>
      payments.capture(orderId, `${shipmentId}-of-${orderId}`, cents);
    await Promise.all([share('s1', 2_000), share('s2', 400), share('s3', 101)]);
    await eventually(async () => expect(await waitingJobs(orderId)).toBe(0));
    await share('s4', 2_000);

    const captures = (await provider.movements(orderId)).filter((movement) => movement.kind === 'capture');
    const sum = captures.reduce((total, movement) => total + movement.amount, 0);
    expect(captures).toHaveLength(2);
    expect(sum).toBeLessThanOrEqual(2_500);
    expect(await view(orderId)).toMatchObject({ status: 'partially_captured', captured: { amount: sum } });
    const failures = (await payments.story(orderId)).filter((event) => event.type === 'PaymentCaptureFailed');
    expect(failures).toHaveLength(2);
    for (const { data } of failures) expect(data).toMatchObject({ code: 'exceeds_authorized', willRetry: false });
  });

  it('lets an order that costs nothing go the whole way', async () => {
    const payment = await pay('tok_ok', { amount: eur(0) });
    await expectStory(payment.orderId, 'PaymentInitiated', 'PaymentAuthorized');
    await capture(payment);
    await eventually(async () => expect(await view(payment.orderId)).toMatchObject({ status: 'captured' }));
  });

  it('asks once, however often it is asked', async () => {
    const requested = requestOf('tok_ok');
    await payments.decide(async (deciding) => {
      await initiatePayment(requested, deciding);
      await initiatePayment(requested, deciding);
    });
    await expectStory(requested.orderId, 'PaymentInitiated', 'PaymentAuthorized');
    await pay('tok_ok', requested);
    await Promise.all([capture(requested), capture(requested)]);
    await eventually(async () => expect(await view(requested.orderId)).toMatchObject({ status: 'captured' }));
    await capture(requested);
    expect(await payments.story(requested.orderId)).toHaveLength(4);
    expect(await waitingJobs(requested.orderId)).toBe(0);
    expect(await provider.movements(requested.orderId)).toHaveLength(2);
  });

  it.each([1, 2])('authorises once when a process dies after the answer to its try %i', async (attempt) => {
    const request = requestOf('tok_ok');
    const { orderId, paymentId, token } = request;
    const data: AuthorizePaymentData = { paymentId, amount, token };
    await payments.decide((deciding) => changePayment(orderId, { type: 'InitiatePayment', ...request }, deciding));
    // That process had asked, and died before it could write the answer down.
    const job = { id: 'job', kind: 'authorize-payment', key: orderId, data, attempt, meta };
    await payments.app.get(AuthorizePaymentJob).perform(job, new AbortController().signal);
    await log.append({ meta, addJobs: [authorizeJob(orderId, data)] });
    await expectStory(orderId, 'PaymentInitiated', 'PaymentAuthorized');
    expect(await provider.movements(orderId)).toHaveLength(1);
  });

  it('goes on by itself when the provider is there again', async () => {
    const captured = await pay('tok_ok');
    await expectStory(captured.orderId, 'PaymentInitiated', 'PaymentAuthorized');
    await provider.kill9();
    const { orderId } = await pay('tok_ok');
    await capture(captured);
    await eventually(async () => {
      const { rows } = await log.pool.query('select from payments.jobs where last_error is not null');
      expect(rows).toHaveLength(2);
    });
    await provider.start();
    await expectStory(orderId, 'PaymentInitiated', 'PaymentAuthorized');
    await eventually(async () => expect(await view(captured.orderId)).toMatchObject({ status: 'captured' }));
    expect(await provider.movements(orderId)).toHaveLength(1);
    expect(await provider.movements(captured.orderId)).toHaveLength(2);
  });

  it('knows no payment of another order', async () => {
    expect(await view(newId())).toBeUndefined();
  });
});
