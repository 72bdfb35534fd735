import { Test, type TestingModule } from '@nestjs/testing';
import {
  type EventMeta,
  type PaymentRequested,
  type PaymentsEvent,
  type ShipmentDispatchRequested,
} from '@windrose/contracts';
import { EventLog, JobRunner, TimerRunner, type JobHandler, type RecordedEvent, type Work } from '@windrose/event-log';
import { createLogger, newId } from '@windrose/platform';
import { createTestLog, eventually, startTestPostgres, temporaryDirectory, type TestPostgres } from '@windrose/testing';
import { startProvider, type RunningProvider } from '../../../tools/provider/provider';
import { AuthorizePaymentJob } from './application/authorize-payment.job';
import { CapturePaymentJob } from './application/capture-payment.job';
import { initiatePayment } from './application/initiate-payment';
import type { AuthorizePaymentData } from './application/payment-jobs';
import { PaymentReader } from './application/payment-reader';
import { ReconcilePaymentJob } from './application/reconcile-payment.job';
import { RefundPaymentJob } from './application/refund-payment.job';
import { requestCapture } from './application/request-capture';
import { RetryCaptureTimer } from './application/retry-capture.timer';
import { VoidPaymentJob } from './application/void-payment.job';
import { PaymentsModule } from './payments.module';

const logger = createLogger('payments', { LOG_LEVEL: 'silent' });
const amount = { amount: 2_500, currency: 'EUR' };
const meta: EventMeta = {
  actor: { type: 'service', id: 'payments' },
  tenant: 'default',
  causationId: newId(),
  correlationId: 'the-request',
};

interface Movement {
  readonly kind: string;
  readonly amount: number;
  readonly idempotencyKey: string;
}

/** A provider of the test's own: real HTTP, a real ledger, shorter waits. */
class TestProvider {
  private readonly directory = temporaryDirectory('windrose-provider-');
  private running: RunningProvider | undefined;
  private port = 0;

  async start(): Promise<void> {
    this.running = await startProvider({
      host: '127.0.0.1',
      port: this.port,
      dataDir: this.directory.path,
      fsync: false,
      publicUrl: undefined,
      logger,
      delays: { slowMs: 200, lostMs: 300 },
      onFailure: (error) => {
        throw error;
      },
    });
    this.port = Number(new URL(this.url).port);
  }

  get url(): string {
    return this.running!.url;
  }

  async stop(): Promise<void> {
    await this.running?.close();
    this.running = undefined;
  }

  async movements(orderId: string): Promise<Movement[]> {
    const response = await fetch(`${this.url}/ledger?reference=${orderId}`);
    return ((await response.json()) as { data: Movement[] }).data;
  }

  remove(): void {
    this.directory.remove();
  }
}

describe('payments on its log and a provider', () => {
  let postgres: TestPostgres;
  let log: EventLog;
  let provider: TestProvider;
  let module: TestingModule;
  let runner: JobRunner;
  let timers: TimerRunner;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    ({ log } = await createTestLog(postgres, 'payments'));
    provider = new TestProvider();
    await provider.start();
    process.env.PAYMENT_PROVIDER_URL = provider.url;

    const machinery = { module: class Machinery {}, global: true, providers: [{ provide: EventLog, useValue: log }] };
    module = await Test.createTestingModule({
      imports: [PaymentsModule, { ...machinery, exports: [EventLog] }],
    }).compile();
    await module.init();
    const jobs = [AuthorizePaymentJob, ReconcilePaymentJob, CapturePaymentJob, VoidPaymentJob, RefundPaymentJob];
    const handlers = jobs.map((type) => module.get<JobHandler>(type));
    runner = new JobRunner(log, handlers, logger, { worker: 'payments#1' });
    timers = new TimerRunner(log, [module.get(RetryCaptureTimer)], logger);
    runner.start();
    timers.start();
  });
  afterAll(async () => {
    await Promise.all([runner.stop(), timers.stop()]);
    await module.close();
    await log.close();
    await provider.stop();
    provider.remove();
    await postgres.stop();
  });

  /** As the consumer does it: until the append accepts what was decided. */
  async function inWork(decide: (work: Work) => Promise<void>): Promise<void> {
    await log.transact(decide);
  }

  function request(token: string, change: Partial<PaymentRequested> = {}): PaymentRequested {
    const orderId = newId();
    return { orderId, paymentId: newId(), customerId: 'customer-1', amount, token, ...change };
  }

  async function pay(token: string, change: Partial<PaymentRequested> = {}): Promise<PaymentRequested> {
    const requested = request(token, change);
    await inWork((work) => initiatePayment(requested, { work, meta }));
    return requested;
  }

  function capture(payment: PaymentRequested, share: Partial<ShipmentDispatchRequested> = {}): Promise<void> {
    const { orderId } = payment;
    const dispatch = { orderId, shipmentId: `shipment-of-${orderId}`, amount: payment.amount, ...share };
    return inWork((work) => requestCapture(dispatch, { work, meta }));
  }

  async function events(orderId: string): Promise<(PaymentsEvent & RecordedEvent)[]> {
    return (await log.readByKey(orderId)) as (PaymentsEvent & RecordedEvent)[];
  }

  /** Waits until the order's payment has had these events, and no others. */
  async function expectStory(
    orderId: string,
    ...types: PaymentsEvent['type'][]
  ): Promise<(PaymentsEvent & RecordedEvent)[]> {
    return eventually(async () => {
      const story = await events(orderId);
      expect(story.map((event) => event.type)).toEqual(types);
      return story;
    });
  }

  function view(orderId: string) {
    return module.get(PaymentReader).find(orderId);
  }

  async function waitingJobs(orderId: string): Promise<number> {
    const { rows } = await log.pool.query<{ count: number }>(
      'select count(*) as count from payments.jobs where key = $1',
      [orderId],
    );
    return rows[0]!.count;
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
    const payment = await pay('tok_ok');
    const { orderId } = payment;
    await expectStory(orderId, 'PaymentInitiated', 'PaymentAuthorized');
    const share = (shipmentId: string, cents: number) =>
      capture(payment, { shipmentId: `${shipmentId}-of-${orderId}`, amount: { amount: cents, currency: 'EUR' } });
    await Promise.all([share('s1', 2_000), share('s2', 400), share('s3', 101)]);
    await eventually(async () => expect(await waitingJobs(orderId)).toBe(0));
    await share('s4', 2_000);

    const captures = (await provider.movements(orderId)).filter((movement) => movement.kind === 'capture');
    const sum = captures.reduce((total, movement) => total + movement.amount, 0);
    expect(captures).toHaveLength(2);
    expect(sum).toBeLessThanOrEqual(2_500);
    expect(await view(orderId)).toMatchObject({ status: 'partially_captured', captured: { amount: sum } });
    const failures = (await events(orderId)).filter((event) => event.type === 'PaymentCaptureFailed');
    expect(failures).toHaveLength(2);
    for (const { data } of failures) expect(data).toMatchObject({ code: 'exceeds_authorized', willRetry: false });
  });

  it('lets an order that costs nothing go the whole way', async () => {
    const payment = await pay('tok_ok', { amount: { amount: 0, currency: 'EUR' } });
    await expectStory(payment.orderId, 'PaymentInitiated', 'PaymentAuthorized');
    await capture(payment);
    await eventually(async () => expect(await view(payment.orderId)).toMatchObject({ status: 'captured' }));
  });

  it('asks once, however often it is asked', async () => {
    const requested = request('tok_ok');
    await inWork(async (work) => {
      await initiatePayment(requested, { work, meta });
      await initiatePayment(requested, { work, meta });
    });
    await expectStory(requested.orderId, 'PaymentInitiated', 'PaymentAuthorized');
    await inWork((work) => initiatePayment(requested, { work, meta }));
    await Promise.all([capture(requested), capture(requested)]);
    await eventually(async () => expect(await view(requested.orderId)).toMatchObject({ status: 'captured' }));
    await capture(requested);
    expect(await events(requested.orderId)).toHaveLength(4);
    expect(await waitingJobs(requested.orderId)).toBe(0);
    expect(await provider.movements(requested.orderId)).toHaveLength(2);
  });

  it.each([1, 2])('authorises once when a process dies after the answer to its try %i', async (attempt) => {
    const requested = request('tok_ok');
    const { orderId, paymentId, token } = requested;
    const data: AuthorizePaymentData = { paymentId, amount, token };
    const job = { id: 'job', kind: 'authorize-payment', key: orderId, data, attempt, meta };
    // That process had asked, and died before it could write the answer down.
    await module.get(AuthorizePaymentJob).perform(job, new AbortController().signal);
    await inWork((work) => initiatePayment(requested, { work, meta }));
    await expectStory(orderId, 'PaymentInitiated', 'PaymentAuthorized');
    expect(await provider.movements(orderId)).toHaveLength(1);
  });

  it('goes on by itself when the provider is there again', async () => {
    const captured = await pay('tok_ok');
    await expectStory(captured.orderId, 'PaymentInitiated', 'PaymentAuthorized');
    await provider.stop();
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
