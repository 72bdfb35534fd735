import { ok, type EventMeta, type OrderView, type RequestContext, type Result } from '@windrose/contracts';
import { TimerRunner, type EventLog, type Work } from '@windrose/event-log';
import { createLogger, derivedId, newId } from '@windrose/platform';
import { createTestLog, eventually, openTestLog, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { eur, nextAction, orderPlaced, placed, stockLines as lines } from '../domain/order.fixtures';
import type { Signal } from '../domain/order.signals';
import { orderStream } from '../domain/streams';
import { setTimeout as sleep } from 'node:timers/promises';
import { OrderReader } from '../persistence/order-reader';
import { OrderCancellation } from './cancel-order';
import { AMPLE } from './deadlines.fixtures';
import type { OrderDeadlines } from './order-deadlines';
import { OrderExpiryTimer } from './order-expiry.timer';
import { OrderProgress } from './order-progress';
import { orderTimers } from './order-timers';

const logger = createLogger('test', { LOG_LEVEL: 'silent' });
const meta: EventMeta = {
  actor: { type: 'service', id: 'orders' },
  tenant: 'default',
  causationId: null,
  correlationId: 'c',
};
const customer: RequestContext = { actor: { type: 'customer', id: 'c1' }, correlationId: 'c2' };
const operator: RequestContext = { actor: { type: 'operator', id: 'op' }, correlationId: 'c3' };

/** One instance of the service on the log: its consumer, its timers, its calls. */
class Instance {
  readonly reader: OrderReader;
  private readonly progress: OrderProgress;
  private readonly cancellation: OrderCancellation;
  private readonly timers: TimerRunner;

  constructor(
    private readonly log: EventLog,
    private readonly limits: OrderDeadlines,
  ) {
    this.reader = new OrderReader(log, limits);
    this.progress = new OrderProgress(limits);
    this.cancellation = new OrderCancellation(log, this.reader, limits);
    this.timers = new TimerRunner(log, [new OrderExpiryTimer(this.progress)], logger);
    this.timers.start();
  }

  async place(): Promise<string> {
    const orderId = newId();
    const events = [{ ...orderPlaced, data: { ...placed, orderId } } as typeof orderPlaced];
    const timers = orderTimers(this.limits, orderId, events);
    await this.log.append({ stream: orderStream(orderId), expectedVersion: 0, events, meta, ...timers });
    return orderId;
  }

  /** As the consumer does it: once more from the start after a conflict. */
  async tell(...signals: readonly Signal[]): Promise<void> {
    await this.log.transact(async (work: Work) => {
      for (const signal of signals) await this.progress.tell(work, meta, signal);
    });
  }

  cancel(orderId: string, context = customer, reason?: string): Promise<Result<OrderView>> {
    return this.cancellation.cancel({ orderId, reason }, context);
  }

  stop(): Promise<void> {
    return this.timers.stop();
  }
}

const reserved = (orderId: string): Signal => ({ type: 'StockReserved', data: { orderId, lines } });
const paymentOf = (orderId: string) => ({ orderId, paymentId: derivedId('payment', orderId), authorizationId: 'a1' });
const authorized = (orderId: string): Signal => ({
  type: 'PaymentAuthorized',
  data: { ...paymentOf(orderId), amount: eur(2900) },
});
const actionRequired = (orderId: string): Signal => ({
  type: 'PaymentActionRequired',
  data: { ...paymentOf(orderId), nextAction },
});

describe('the ends of an order', () => {
  let postgres: TestPostgres;
  let databaseUrl: string;
  let log: EventLog;
  const instances: Instance[] = [];
  const logs: EventLog[] = [];

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());

  beforeEach(async () => {
    ({ log, databaseUrl } = await createTestLog(postgres, 'orders'));
    logs.push(log);
  });
  afterEach(async () => {
    await Promise.all(instances.splice(0).map((instance) => instance.stop()));
    await Promise.all(logs.splice(0).map((open) => open.close()));
  });

  function instance(limits: Partial<OrderDeadlines> = {}, on = log): Instance {
    const one = new Instance(on, { ...AMPLE, ...limits });
    instances.push(one);
    return one;
  }

  async function otherInstance(limits: Partial<OrderDeadlines> = {}): Promise<Instance> {
    const other = await openTestLog(databaseUrl, 'orders');
    logs.push(other);
    return instance(limits, other);
  }

  async function types(orderId: string): Promise<string[]> {
    return (await log.readStream(orderStream(orderId).id)).map(({ type }) => type);
  }

  async function timersLeft(): Promise<number> {
    const { rows } = await log.pool.query<{ n: number }>(`select count(*)::int as n from ${log.schema}.timers`);
    return rows[0]!.n;
  }

  const expired = (code: string): Partial<OrderView> => ({
    status: 'expired',
    stage: null,
    reason: { code, message: expect.any(String) as string },
    waitsFor: null,
  });

  async function becomes(orders: Instance, orderId: string, expected: Partial<OrderView>): Promise<void> {
    await eventually(async () => expect((await orders.reader.find(orderId))?.view).toMatchObject(expected));
  }

  describe('by time', () => {
    it('comes at the deadline when nobody answers', async () => {
      const orders = instance({ confirmedMs: 60 });
      const orderId = await orders.place();
      await becomes(orders, orderId, expired('deadline'));
      // Late answers find the end.
      await orders.tell(reserved(orderId));
      expect(await types(orderId)).toEqual(['OrderPlaced', 'OrderExpired']);
    });

    it('comes when the payment is not answered', async () => {
      const orders = instance({ paymentMs: 60 });
      const orderId = await orders.place();
      await orders.tell(reserved(orderId));
      await becomes(orders, orderId, expired('payment_timeout'));
      expect(await timersLeft()).toBe(0);
    });

    it('comes with the reservation’s when the customer was asked and does nothing', async () => {
      const orders = instance({ paymentMs: 80, reservedMs: 400 });
      const orderId = await orders.place();
      await orders.tell(reserved(orderId), actionRequired(orderId));
      await becomes(orders, orderId, expired('reservation_expired'));
      expect(await types(orderId)).toEqual([
        'OrderPlaced',
        'PaymentRequested',
        'CustomerActionRequested',
        'OrderExpired',
      ]);
      expect(await timersLeft()).toBe(0);
    });

    it('does not come to what is confirmed', async () => {
      const orders = instance();
      const orderId = await orders.place();
      await orders.tell(reserved(orderId), authorized(orderId));
      expect(await timersLeft()).toBe(0);
      // A timer that was read before it was cleared.
      await orders.tell({ type: 'OrderDeadlinePassed', data: { orderId } });
      expect((await types(orderId)).at(-1)).toBe('OrderConfirmed');
    });
  });

  describe('by a cancellation', () => {
    it('says who wanted it, in their words', async () => {
      const orders = instance();
      const [byCustomer, byOperator] = [await orders.place(), await orders.place()];
      expect(await orders.cancel(byCustomer, customer, 'Found it in the attic.')).toMatchObject(
        ok({ status: 'cancelled', reason: { code: 'customer_request', message: 'Found it in the attic.' } }),
      );
      expect(await orders.cancel(byOperator, operator)).toMatchObject(
        ok({ status: 'cancelled', reason: { code: 'operator_request' } }),
      );
      const [, cancelled] = await log.readStream(orderStream(byCustomer).id);
      expect(cancelled!.meta).toMatchObject({ actor: customer.actor, correlationId: 'c2', causationId: null });
      expect(await timersLeft()).toBe(0);
    });

    it('is one, however many ask for it at once', async () => {
      const [orders, others] = [instance(), await otherInstance()];
      const orderId = await orders.place();
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? orders : others).cancel(orderId)),
      );
      for (const answer of answers) expect(answer).toMatchObject(ok({ status: 'cancelled', version: 2 }));
      expect(await types(orderId)).toEqual(['OrderPlaced', 'OrderCancelled']);
    });

    it('waits for shipping once the order is confirmed, and loses no dispatch', async () => {
      const orders = instance();
      const orderId = await orders.place();
      await orders.tell(reserved(orderId), authorized(orderId));
      const requested = ok({ status: 'cancelling', waitsFor: { what: 'cancellation', until: null }, version: 4 });
      expect(await orders.cancel(orderId)).toMatchObject(requested);
      expect(await orders.cancel(orderId)).toMatchObject(requested);
      const shipment = { orderId, customerId: 'c1', shipmentId: 's1', lines };
      await orders.tell({ type: 'ShipmentDispatched', data: shipment });
      await becomes(orders, orderId, { status: 'cancelling' });
      await orders.tell({ type: 'FulfilmentCancellationRefused', data: { orderId, message: 'It has left.' } });
      await becomes(orders, orderId, { status: 'shipped', reason: null });
      expect(await orders.cancel(orderId)).toMatchObject({ ok: false, refusal: { code: 'conflict' } });
    });

    it('of what nobody placed is refused', async () => {
      expect(await instance().cancel(newId())).toMatchObject({ ok: false, refusal: { code: 'not_found' } });
    });
  });

  it('is exactly one, whoever races for it in two instances: confirmation, expiry, cancellation', async () => {
    const [orders, others] = [instance(), await otherInstance()];
    const ids = await Promise.all(Array.from({ length: 60 }, () => orders.place()));
    await Promise.all(ids.map((orderId) => orders.tell(reserved(orderId))));
    const decided = await Promise.all(
      ids.map(async (orderId, i) => {
        const [one, other] = i % 2 === 0 ? [orders, others] : [others, orders];
        const racers: readonly (() => Promise<unknown>)[] = [
          () => one.tell(authorized(orderId)),
          () => other.tell({ type: 'PaymentTimedOut', data: { orderId } }),
          () => (i % 3 === 0 ? one : other).cancel(orderId),
        ];
        // Each of them has a start of a few milliseconds in a third of the races: about as long as one takes.
        const starting = [...racers.slice(i % 3), ...racers.slice(0, i % 3)];
        const answers = await Promise.all(starting.map((start, n) => sleep(n * (i % 5)).then(start)));
        const [, , end, ...later] = await types(orderId);
        const answer = answers.find((value) => value !== undefined);
        expect([end, later, answer]).toEqual(outcomeOf(end, later));
        return end;
      }),
    );
    expect(new Set(decided).size).toBeGreaterThan(1);
    expect(await timersLeft()).toBe(0);
  });

  it('is exactly one when the answer comes as the timer is due', async () => {
    const orders = instance({ paymentMs: 150 });
    const ids = await Promise.all(Array.from({ length: 40 }, () => orders.place()));
    await Promise.all(
      ids.map(async (orderId, i) => {
        await orders.tell(reserved(orderId));
        await sleep(100 + 3 * i);
        await orders.tell(authorized(orderId));
      }),
    );
    await eventually(async () => expect(await timersLeft()).toBe(0));
    for (const orderId of ids) {
      expect(await types(orderId)).toEqual([
        'OrderPlaced',
        'PaymentRequested',
        expect.stringMatching(/^Order(Confirmed|Expired)$/),
      ]);
    }
  });
});

/** What a race's cancellation may have been answered, and what may have followed, given what was decided first. */
function outcomeOf(end = '', later: readonly string[]): unknown[] {
  switch (end) {
    case 'OrderExpired':
      return [end, [], { ok: false, refusal: expect.objectContaining({ code: 'conflict' }) as unknown }];
    case 'OrderCancelled':
      return [end, [], ok(expect.objectContaining({ status: 'cancelled' }))];
    case 'OrderConfirmed':
      expect(later).toEqual(['OrderCancellationRequested']);
      return [end, later, ok(expect.objectContaining({ status: 'cancelling' }))];
    default:
      throw new Error(`${end} is no end`);
  }
}
