import { eventually, type TestProvider } from '@windrose/testing';
import { paymentsAtProvider } from './fixtures/payments-at-provider';
import { type TestPayments } from './fixtures/test-payments';

jest.setTimeout(120_000);

/** CONTRACT: within this time of an order's end the provider's ledger agrees with it. */
const AGREES_WITHIN_MS = 5_000;

describe('an order that ends while the provider is being asked', () => {
  const running = paymentsAtProvider();
  let provider: TestProvider;
  let payments: TestPayments;
  beforeAll(() => {
    ({ provider, payments } = running);
  });

  /** What the provider's ledger says was done, and how much. */
  const ledger = async (orderId: string): Promise<(string | number)[][]> =>
    (await provider.movements(orderId)).map(({ kind, amount }) => [kind, amount]);

  const AUTHORIZED_AND_VOIDED = [
    ['authorize', 2_500],
    ['void', 2_500],
  ];
  const settled = async (orderId: string): Promise<void> => {
    await eventually(async () => expect(await payments.waitingJobs(orderId)).toBe(0), { timeoutMs: 40_000 });
  };

  it.each(['tok_slow', 'tok_lost_answer'])('has what turns out to be held released at once: %s', async (token) => {
    const { orderId } = await payments.pay(token);
    await eventually(async () => expect(await ledger(orderId)).toEqual([['authorize', 2_500]]));
    const endedAt = Date.now();
    await payments.end(orderId);
    await eventually(async () => expect(await ledger(orderId)).toEqual(AUTHORIZED_AND_VOIDED));
    // Long before the answer to the call that was under way.
    expect(Date.now() - endedAt).toBeLessThan(AGREES_WITHIN_MS / 2);
    await settled(orderId);
    expect(await payments.types(orderId)).toEqual([
      'PaymentInitiated',
      'PaymentVoidRequested',
      'PaymentAuthorized',
      'PaymentVoided',
    ]);
    expect(await payments.view(orderId)).toMatchObject({ status: 'voided', voided: { amount: 2_500 } });
    // The late answer has found its outcome recorded.
    expect(await ledger(orderId)).toEqual(AUTHORIZED_AND_VOIDED);
  });

  it('asks for no authorisation any more when the end comes first', async () => {
    const { orderId, paymentId } = await payments.pay('tok_flaky');
    await payments.end(orderId);
    await settled(orderId);
    expect(await ledger(orderId)).toEqual([]);
    expect(await payments.types(orderId)).toEqual(['PaymentInitiated', 'PaymentVoidRequested', 'PaymentVoided']);
    expect(await payments.view(orderId)).toMatchObject({ id: paymentId, status: 'voided', voided: { amount: 0 } });
  });

  it('has nothing released of what was declined', async () => {
    const { orderId } = await payments.pay('tok_declined');
    await eventually(async () => expect(await payments.view(orderId)).toMatchObject({ status: 'declined' }));
    await payments.end(orderId);
    await settled(orderId);
    expect(await ledger(orderId)).toEqual([]);
    expect(await payments.view(orderId)).toMatchObject({ status: 'declined', voided: { amount: 0 } });
  });

  it('ends what the customer is to confirm', async () => {
    const { orderId } = await payments.pay('tok_requires_action');
    const view = await eventually(async () => {
      const found = await payments.view(orderId);
      expect(found?.status).toBe('action_required');
      return found!;
    });
    await payments.end(orderId);
    await eventually(async () => expect(await payments.view(orderId)).toMatchObject({ status: 'voided' }));
    const page = await fetch(view.nextAction!.url);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('over')]);
    expect((await fetch(view.nextAction!.url, { method: 'POST' })).status).toBe(409);
    await settled(orderId);
    expect(await ledger(orderId)).toEqual([]);
  });

  it('releases what the customer confirmed in the same moment', async () => {
    const { orderId } = await payments.pay('tok_requires_action');
    const url = await eventually(async () => (await payments.view(orderId))!.nextAction!.url);
    await Promise.all([fetch(url, { method: 'POST' }), payments.end(orderId)]);
    await settled(orderId);
    const movements = await ledger(orderId);
    expect([[], AUTHORIZED_AND_VOIDED]).toContainEqual(movements);
    expect(await payments.view(orderId)).toMatchObject({
      status: 'voided',
      voided: { amount: movements.length === 0 ? 0 : 2_500 },
    });
  });
});
