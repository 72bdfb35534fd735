import type { EventLog } from '@windrose/event-log';
import { createTestLog, eventually, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { ProviderNotices } from '../application/provider-notices';
import { eur, TestPayments } from '../fixtures/test-payments';
import { SECRET_KEY, StripeStandIn } from './fixtures/stripe-stand-in';

jest.setTimeout(120_000);

const context = { actor: { type: 'service', id: 'edge' }, correlationId: 'c' } as const;
const SETTINGS = ['PAYMENT_PROVIDER', 'STRIPE_SECRET_KEY', 'STRIPE_RETURN_URL', 'STRIPE_URL'];

describe('payments with Stripe as the provider', () => {
  let postgres: TestPostgres;
  let log: EventLog;
  let stripe: StripeStandIn;
  let payments: TestPayments;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    ({ log } = await createTestLog(postgres, 'payments'));
    stripe = await StripeStandIn.start();
    process.env.PAYMENT_PROVIDER = 'stripe';
    process.env.STRIPE_SECRET_KEY = SECRET_KEY;
    process.env.STRIPE_RETURN_URL = 'https://shop.test/done';
    process.env.STRIPE_URL = stripe.url;
    payments = await TestPayments.start(log, 'http://127.0.0.1:1');
  });
  afterAll(async () => {
    await payments.stop();
    for (const name of SETTINGS) Reflect.deleteProperty(process.env, name);
    await stripe.stop();
    await log.close();
    await postgres.stop();
  });

  /** An event of Stripe's about the order's payment, as the edge passes it on. */
  const tell = (orderId: string, eventId: string) =>
    payments.app.get(ProviderNotices).take({ eventId, reference: orderId, authorizationId: 'pi' }, context);
  const settled = (orderId: string): Promise<void> =>
    eventually(async () => expect(await payments.waitingJobs(orderId)).toBe(0), { timeoutMs: 60_000 });

  /** Of 25.00. */
  async function paid(token: string, status: string): Promise<{ readonly orderId: string; readonly intent: string }> {
    const { orderId } = await payments.pay(token);
    await eventually(async () => expect((await payments.view(orderId))?.status).toBe(status), { timeoutMs: 60_000 });
    const asked = (await payments.story(orderId)).find(({ type }) => /Authorized|ActionRequired/.test(type))!;
    return { orderId, intent: (asked.data as { readonly authorizationId: string }).authorizationId };
  }

  const moved = (): string[] => stripe.books.movements.map(({ kind, amount }) => `${kind} ${amount}`);

  it('hears from Stripe that the customer has confirmed', async () => {
    const { orderId, intent } = await paid('pm_card_authenticationRequired', 'action_required');
    // Nothing else looks any more.
    await log.pool.query(`delete from payments.jobs where kind = 'reconcile-payment'`);
    stripe.books.confirm(intent);
    await Promise.all([tell(orderId, 'evt_confirmed'), tell(orderId, 'evt_confirmed')]);
    await settled(orderId);
    expect(await payments.types(orderId)).toEqual(['PaymentInitiated', 'PaymentActionRequired', 'PaymentAuthorized']);
  });

  it('hears from Stripe that an authorization has run out', async () => {
    const { orderId, intent } = await paid('pm_card_visa', 'authorized');
    stripe.books.expire(intent);
    await tell(orderId, 'evt_expired');
    await settled(orderId);
    expect(await payments.view(orderId)).toMatchObject({ status: 'voided' });
  });

  it('is told of the hold that its shipments’ own intents replace, and takes the other shares all the same', async () => {
    stripe.books.movements.length = 0;
    const { orderId } = await paid('pm_card_once', 'authorized');
    await payments.capture(orderId, `a-${orderId}`, 1_000);
    await settled(orderId);
    await tell(orderId, 'evt_canceled');
    await settled(orderId);
    expect(await payments.view(orderId)).toMatchObject({ status: 'partially_captured', captured: eur(1_000) });
    await payments.capture(orderId, `b-${orderId}`, 1_500);
    await settled(orderId);
    expect(await payments.view(orderId)).toMatchObject({ status: 'captured', captured: eur(2_500) });
    expect(moved().filter((movement) => movement.startsWith('capture'))).toEqual(['capture 1000', 'capture 1500']);
  });

  it('asks for nothing where a share is nothing', async () => {
    stripe.books.movements.length = 0;
    const { orderId } = await paid('pm_card_visa', 'authorized');
    await payments.capture(orderId, `free-${orderId}`, 0);
    await payments.capture(orderId, `rest-${orderId}`, 2_500);
    await settled(orderId);
    await payments.drop(orderId, `free-${orderId}`, 0);
    await payments.end(orderId);
    await settled(orderId);
    expect(await payments.view(orderId)).toMatchObject({ status: 'captured', captured: eur(2_500) });
    expect(moved()).toEqual(['hold 2500', 'capture 2500']);
  });
});
