import type { EventLog } from '@windrose/event-log';
import { eventually, type TestProvider } from '@windrose/testing';
import { paymentsAtProvider } from './fixtures/payments-at-provider';
import { eur, type TestPayments } from './fixtures/test-payments';

jest.setTimeout(60_000);

describe('the money of an order', () => {
  const running = paymentsAtProvider();
  let log: EventLog;
  let provider: TestProvider;
  let payments: TestPayments;
  beforeAll(() => {
    ({ log, provider, payments } = running);
  });

  const ledger = async (orderId: string): Promise<string[]> =>
    (await provider.movements(orderId)).map(({ kind, amount }) => `${kind} ${amount}`);
  const view = (orderId: string) => payments.view(orderId);
  const settled = (orderId: string): Promise<void> =>
    eventually(async () => expect(await payments.waitingJobs(orderId)).toBe(0), { timeoutMs: 30_000 });

  /** Of 25.00. */
  async function authorized(token = 'tok_ok'): Promise<string> {
    const { orderId } = await payments.pay(token);
    await eventually(async () => expect(await view(orderId)).toMatchObject({ status: 'authorized' }), {
      timeoutMs: 15_000,
    });
    return orderId;
  }

  async function capturedOf(orderId: string, shipmentId: string, cents: number): Promise<void> {
    await payments.capture(orderId, shipmentId, cents);
    await settled(orderId);
  }

  it('is taken share by share, and what is left is released at the end', async () => {
    const orderId = await authorized();
    await capturedOf(orderId, `a-${orderId}`, 1_000);
    await capturedOf(orderId, `b-${orderId}`, 900);
    await payments.end(orderId);
    await settled(orderId);
    expect(await ledger(orderId)).toEqual(['authorize 2500', 'capture 1000', 'capture 900', 'void 600']);
    expect(await view(orderId)).toMatchObject({
      status: 'partially_captured',
      captured: { amount: 1_900 },
      voided: { amount: 600 },
    });
    await payments.capture(orderId, `c-${orderId}`, 600);
    expect((await payments.story(orderId)).at(-1)).toMatchObject({
      type: 'PaymentCaptureFailed',
      data: { attempt: 0, code: 'authorization_released', willRetry: false },
    });
    expect(await ledger(orderId)).toHaveLength(4);
  });

  it('is not asked to be released when all of it is taken', async () => {
    const orderId = await authorized();
    await capturedOf(orderId, orderId, 2_500);
    await payments.end(orderId);
    expect(await payments.types(orderId)).not.toContain('PaymentVoidRequested');
    expect(await view(orderId)).toMatchObject({ status: 'captured', voided: { amount: 0 } });
  });

  it('is not asked for where a share, or the whole order, costs nothing', async () => {
    const orderId = await authorized();
    await capturedOf(orderId, `free-${orderId}`, 0);
    expect(await view(orderId)).toMatchObject({ status: 'partially_captured', captured: { amount: 0 } });
    await payments.drop(orderId, `free-${orderId}`, 0);
    await capturedOf(orderId, `rest-${orderId}`, 2_500);
    await payments.end(orderId);
    expect(await ledger(orderId)).toEqual(['authorize 2500', 'capture 2500']);

    const { orderId: free } = await payments.pay('tok_declined', { amount: eur(0) });
    expect(await view(free)).toMatchObject({ status: 'authorized', amount: { amount: 0 } });
    await capturedOf(free, `all-${free}`, 0);
    await payments.end(free);
    expect(await view(free)).toMatchObject({ status: 'captured', voided: { amount: 0 } });
    expect([await payments.waitingJobs(free), await ledger(free)]).toEqual([0, []]);
  });

  it('goes back when its shipment fails', async () => {
    const orderId = await authorized();
    await capturedOf(orderId, `a-${orderId}`, 1_000);
    await payments.drop(orderId, `a-${orderId}`, 1_000);
    await payments.drop(orderId, `b-${orderId}`, 1_500);
    await payments.end(orderId);
    await settled(orderId);
    expect((await ledger(orderId)).sort()).toEqual(['authorize 2500', 'capture 1000', 'refund 1000', 'void 1500']);
    expect(await view(orderId)).toMatchObject({ status: 'refunded', refunded: { amount: 1_000 } });
  });

  it('goes back although its shipment failed before anybody knew that it was taken', async () => {
    const orderId = await authorized('tok_slow');
    await payments.capture(orderId, orderId, 1_000);
    await eventually(async () => expect(await ledger(orderId)).toContain('capture 1000'));
    // The provider answers in three seconds; shipping and orders don't wait for that.
    const endedAt = Date.now();
    await payments.drop(orderId, orderId, 1_000);
    await payments.end(orderId);
    await eventually(
      async () =>
        expect((await ledger(orderId)).sort()).toEqual(['authorize 2500', 'capture 1000', 'refund 1000', 'void 1500']),
      { timeoutMs: 10_000 },
    );
    expect(Date.now() - endedAt).toBeLessThan(5_000);
    await settled(orderId);
    expect(await view(orderId)).toMatchObject({ status: 'refunded', voided: { amount: 1_500 } });
  });

  it('is not taken when its shipment fails between two tries', async () => {
    const orderId = await authorized('tok_capture_fails');
    await payments.capture(orderId, orderId, 1_000);
    await eventually(async () => expect(await payments.types(orderId)).toContain('PaymentCaptureFailed'));
    await payments.drop(orderId, orderId, 1_000);
    await payments.end(orderId);
    await settled(orderId);
    // The timer of the next try finds nothing to do.
    await eventually(async () => {
      const { rows } = await log.pool.query('select from payments.timers where key = $1', [orderId]);
      expect(rows).toHaveLength(0);
    });
    expect(await ledger(orderId)).toEqual(['authorize 2500', 'void 2500']);
  });

  it('that the provider has ended by itself is refused once, for good, and over', async () => {
    const orderId = await authorized();
    const story = await payments.story(orderId);
    const { authorizationId } = story.at(-1)!.data as { authorizationId: string };
    await fetch(`${provider.url}/authorizations/${authorizationId}/void`, {
      method: 'POST',
      headers: { 'idempotency-key': 'by-hand' },
    });
    await capturedOf(orderId, orderId, 1_000);
    expect((await payments.story(orderId)).at(-1)).toMatchObject({
      type: 'PaymentCaptureFailed',
      data: { attempt: 1, code: 'wrong_status', willRetry: false },
    });
    await payments.end(orderId);
    await settled(orderId);
    expect(await view(orderId)).toMatchObject({ status: 'voided', voided: { amount: 2_500 } });
    expect(await ledger(orderId)).toEqual(['authorize 2500', 'void 2500']);
  });

  it('goes back for returns, never more than was taken', async () => {
    const orderId = await authorized();
    await capturedOf(orderId, `a-${orderId}`, 1_000);
    await capturedOf(orderId, `b-${orderId}`, 1_500);
    await payments.end(orderId);
    await payments.receive(orderId, `r1-${orderId}`, 400);
    await payments.receive(orderId, `r2-${orderId}`, 1_800);
    await payments.receive(orderId, `r3-${orderId}`, 5_000);
    await payments.receive(orderId, `r2-${orderId}`, 1_800);
    await settled(orderId);
    const refunds = (await provider.movements(orderId)).filter(({ kind }) => kind === 'refund');
    expect(refunds.reduce((sum, { amount }) => sum + amount, 0)).toBe(2_500);
    expect(new Set(refunds.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(refunds.length);
    expect(await view(orderId)).toMatchObject({ status: 'refunded', refunded: { amount: 2_500 } });
  });

  it('moves once, whichever of its jobs is done twice', async () => {
    await log.pool.query(`
      create table payments.done_jobs (like payments.jobs);
      create function payments.remember_job() returns trigger language plpgsql as
        $$ begin insert into payments.done_jobs select old.*; return old; end $$;
      create trigger remember before delete on payments.jobs for each row execute function payments.remember_job()`);
    const orderId = await authorized();
    await capturedOf(orderId, orderId, 1_000);
    await payments.drop(orderId, orderId, 1_000);
    await payments.end(orderId);
    const { orderId: abandoned } = await payments.pay('tok_lost_answer');
    await payments.end(abandoned);
    const everything = async () => {
      for (const id of [orderId, abandoned]) await settled(id);
      return Promise.all([orderId, abandoned].flatMap((id) => [ledger(id), payments.types(id)]));
    };
    const before = await everything();

    const again = await log.pool.query<{ kind: string }>('select distinct kind from payments.done_jobs order by kind');
    expect(again.rows.map(({ kind }) => kind)).toEqual([
      'authorize-payment',
      'capture-payment',
      'reconcile-payment',
      'refund-payment',
      'void-payment',
    ]);
    await log.pool.query(`
      insert into payments.jobs select distinct on (job_id) * from payments.done_jobs;
      update payments.jobs set run_at = now(), worker = null`);
    expect(await everything()).toEqual(before);
  });
});
