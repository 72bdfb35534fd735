import { Test, type TestingModule } from '@nestjs/testing';
import type { EventMeta, OrderConfirmed, RequestContext, ShippingEvent } from '@windrose/contracts';
import { EventLog, TimerRunner, type RecordedEvent } from '@windrose/event-log';
import { createLogger, newId } from '@windrose/platform';
import { createTestLog, eventually, openTestLog, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { CarrierCollectsTimer } from './application/carrier-collects.timer';
import { CarrierDeliversTimer } from './application/carrier-delivers.timer';
import { CancelOrder } from './application/cancel-order';
import { ShipmentMover } from './application/move-shipment';
import { PackOrder } from './application/pack-order';
import { Returns } from './application/returns';
import { SettleCapture } from './application/settle-capture';
import { nthShipmentOf } from './application/shipment-ids';
import { ShipmentReader } from './application/shipment-reader';
import { ShipmentSplitter } from './application/split-shipments';
import type { Deciding } from './application/shipping-work';
import { ShippingModule } from './shipping.module';

const logger = createLogger('shipping', { LOG_LEVEL: 'silent' });
const meta: EventMeta = {
  actor: { type: 'service', id: 'shipping' },
  tenant: 'default',
  causationId: newId(),
  correlationId: 'the-request',
};
const operator: RequestContext = { actor: { type: 'operator', id: 'op' }, correlationId: 'a-call' };
const total = { amount: 2_500, currency: 'EUR' };
const nothing = { amount: 0, currency: 'EUR' };
const totals = { items: total, shipping: nothing, tax: nothing, discount: nothing };
const onlyShipmentOf = (orderId: string) => nthShipmentOf(orderId, 1);
const shippingAddress = { name: 'Ada', street: 'Quay 1', city: 'Porto', postalCode: '4000', country: 'PT' };

/** The service on a log of its own, with one of the two carriers. */
class Shipping {
  private constructor(
    readonly log: EventLog,
    private readonly databaseUrl: string,
    private readonly module: TestingModule,
    private readonly timers: TimerRunner,
  ) {}

  static async start(postgres: TestPostgres, env: Record<string, string>): Promise<Shipping> {
    const { log, databaseUrl } = await createTestLog(postgres, 'shipping');
    return Shipping.on(log, databaseUrl, env);
  }

  /** Another instance on the same log. */
  async another(env: Record<string, string>): Promise<Shipping> {
    return Shipping.on(await openTestLog(this.databaseUrl, 'shipping'), this.databaseUrl, env);
  }

  private static async on(log: EventLog, databaseUrl: string, env: Record<string, string>): Promise<Shipping> {
    Object.assign(process.env, env);
    const machinery = { module: class Machinery {}, global: true, providers: [{ provide: EventLog, useValue: log }] };
    const module = await Test.createTestingModule({
      imports: [ShippingModule, { ...machinery, exports: [EventLog] }],
    }).compile();
    const timers = new TimerRunner(log, [module.get(CarrierCollectsTimer), module.get(CarrierDeliversTimer)], logger);
    timers.start();
    return new Shipping(log, databaseUrl, module, timers);
  }

  async stop(): Promise<void> {
    await this.timers.stop();
    await this.module.close();
    await this.log.close();
  }

  async confirm(change: Partial<OrderConfirmed> = {}): Promise<string> {
    const orderId = newId();
    const lines = [{ sku: 'compass', name: 'Compass', quantity: 2, unitPrice: { amount: 1_250, currency: 'EUR' } }];
    const allocations = [{ sku: 'compass', quantity: 2, location: 'main' }];
    const ids = { orderId, customerId: 'customer-1', paymentId: newId() };
    const order = { ...ids, lines, totals, total, allocations, shippingAddress, ...change };
    await this.decide((deciding) => this.module.get(PackOrder).handle(order, deciding));
    return order.orderId;
  }

  async captured(orderId: string, shipmentId = onlyShipmentOf(orderId)): Promise<void> {
    const payment = { orderId, paymentId: newId(), shipmentId, amount: total };
    await this.decide((deciding) => this.module.get(SettleCapture).captured(payment, deciding));
  }

  async captureFailed(orderId: string, willRetry: boolean): Promise<void> {
    const ids = { orderId, paymentId: newId(), shipmentId: onlyShipmentOf(orderId) };
    const failure = { ...ids, amount: total, attempt: 1, code: 'refused', message: 'Do not honour.', willRetry };
    await this.decide((deciding) => this.module.get(SettleCapture).failed(failure, deciding));
  }

  async cancel(orderId: string): Promise<void> {
    const reason = { code: 'customer_request' as const, message: 'Changed my mind.' };
    const request = { orderId, customerId: 'customer-1', reason };
    await this.decide((deciding) => this.module.get(CancelOrder).handle(request, deciding));
  }

  call(orderId: string, type: 'RequestDispatch' | 'Deliver', shipmentId = onlyShipmentOf(orderId)) {
    return this.module.get(ShipmentMover).move(shipmentId, { type }, operator);
  }

  fail(orderId: string, shipmentId = onlyShipmentOf(orderId)) {
    return this.module.get(ShipmentMover).move(shipmentId, { type: 'Fail', message: 'Lost.' }, operator);
  }

  split(orderId: string, quantity: number, shipmentId = newId()) {
    const lines = [{ sku: 'compass', quantity }];
    return this.module.get(ShipmentSplitter).split({ orderId, shipmentId, lines }, operator);
  }

  requestReturn(orderId: string, quantity: number, returnId = newId()) {
    const lines = [{ sku: 'compass', quantity }];
    return this.module.get(Returns).request({ orderId, returnId, lines, reason: 'Too big.' }, operator);
  }

  receiveReturn(returnId: string) {
    return this.module.get(Returns).receive({ returnId, condition: 'sound' }, operator);
  }

  /** As the consumer does it: until the append accepts what was decided. */
  private async decide(decide: (deciding: Deciding) => Promise<void>): Promise<void> {
    await this.log.transact((work) => decide({ work, meta }), Infinity);
  }

  shipments(orderId: string) {
    return this.module.get(ShipmentReader).ofOrder(orderId);
  }

  async story(orderId: string): Promise<(ShippingEvent & RecordedEvent)[]> {
    return (await this.log.readByKey(orderId)) as (ShippingEvent & RecordedEvent)[];
  }

  async types(orderId: string): Promise<string[]> {
    return (await this.story(orderId)).map((event) => event.type);
  }

  expectTypes(orderId: string, ...types: ShippingEvent['type'][]): Promise<void> {
    return eventually(async () => expect(await this.types(orderId)).toEqual(types));
  }

  async timersLeft(): Promise<number> {
    const { rows } = await this.log.pool.query<{ count: number }>('select count(*) as count from shipping.timers');
    return rows[0]!.count;
  }
}

let postgres: TestPostgres;
let shipping: Shipping;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres.stop());

describe('shipping with the simulated carrier', () => {
  beforeAll(async () => {
    shipping = await Shipping.start(postgres, { CARRIER: 'simulated', CARRIER_DELAY_MS: '20' });
  });
  afterAll(() => shipping.stop());

  it('creates a shipment with all lines and all of the total, and has it collected', async () => {
    const orderId = await shipping.confirm();
    const id = onlyShipmentOf(orderId);
    await shipping.expectTypes(orderId, 'FulfilmentStarted', 'ShipmentCreated', 'ShipmentDispatchRequested');
    const lines = [{ sku: 'compass', quantity: 2 }];
    expect(await shipping.shipments(orderId)).toEqual([
      { id, orderId, status: 'dispatching', lines, amount: total, reason: null },
    ]);
    const [, created, requested] = await shipping.story(orderId);
    expect(created!.data).toEqual({
      orderId,
      shipmentId: id,
      customerId: 'customer-1',
      lines,
      contents: [{ sku: 'compass', quantity: 2, location: 'main', amount: total }],
      amount: total,
      shippingAddress,
    });
    expect(requested!.data).toEqual({ orderId, shipmentId: id, amount: total });
    expect(requested!.meta).toMatchObject({ causationId: created!.eventId, correlationId: 'the-request' });
  });

  it('lets it leave when its share is captured, and delivers it', async () => {
    const orderId = await shipping.confirm();
    await shipping.expectTypes(orderId, 'FulfilmentStarted', 'ShipmentCreated', 'ShipmentDispatchRequested');
    await shipping.captured(orderId);
    await shipping.expectTypes(
      orderId,
      'FulfilmentStarted',
      'ShipmentCreated',
      'ShipmentDispatchRequested',
      'ShipmentDispatched',
      'ShipmentDelivered',
    );
    expect(await shipping.shipments(orderId)).toMatchObject([{ status: 'delivered' }]);
  });

  it('does everything once, however often it is told', async () => {
    const orderId = await shipping.confirm();
    await shipping.confirm({ orderId });
    await shipping.expectTypes(orderId, 'FulfilmentStarted', 'ShipmentCreated', 'ShipmentDispatchRequested');
    await Promise.all([shipping.captured(orderId), shipping.captured(orderId)]);
    await shipping.expectTypes(
      orderId,
      'FulfilmentStarted',
      'ShipmentCreated',
      'ShipmentDispatchRequested',
      'ShipmentDispatched',
      'ShipmentDelivered',
    );
    await shipping.captured(orderId);
    expect(await shipping.types(orderId)).toHaveLength(5);
    await eventually(async () => expect(await shipping.timersLeft()).toBe(0));
  });

  it('moves many at once', async () => {
    const orders = await Promise.all(Array.from({ length: 100 }, () => shipping.confirm()));
    await eventually(async () => expect(await shipping.timersLeft()).toBe(0));
    for (const orderId of orders) {
      expect(await shipping.types(orderId)).toEqual([
        'FulfilmentStarted',
        'ShipmentCreated',
        'ShipmentDispatchRequested',
      ]);
    }
  });

  it('finds nothing to collect where an operator was faster', async () => {
    const orderId = await shipping.confirm();
    const { ok } = await shipping.call(orderId, 'RequestDispatch');
    await eventually(async () => expect(await shipping.timersLeft()).toBe(0));
    await shipping.expectTypes(orderId, 'FulfilmentStarted', 'ShipmentCreated', 'ShipmentDispatchRequested');
    const [, , requested] = await shipping.story(orderId);
    expect(requested!.meta.actor.type).toBe(ok ? 'operator' : 'service');
  });
});

it('the simulated carrier no longer comes for a shipment that failed or was cancelled', async () => {
  const slow = await Shipping.start(postgres, { CARRIER: 'simulated', CARRIER_DELAY_MS: '3600000' });
  const [failing, cancelling] = [await slow.confirm(), await slow.confirm()];
  expect(await slow.timersLeft()).toBe(2);
  await slow.fail(failing);
  await slow.cancel(cancelling);
  expect(await slow.timersLeft()).toBe(0);
  await slow.stop();
});

describe('shipping by hand', () => {
  beforeAll(async () => {
    shipping = await Shipping.start(postgres, { CARRIER: 'manual' });
  });
  afterAll(() => shipping.stop());

  it('moves nothing by itself', async () => {
    const orderId = await shipping.confirm();
    expect(await shipping.timersLeft()).toBe(0);
    await shipping.call(orderId, 'RequestDispatch');
    await shipping.captured(orderId);
    expect(await shipping.timersLeft()).toBe(0);
    expect(await shipping.shipments(orderId)).toMatchObject([{ status: 'dispatched' }]);
  });

  it('moves at an operator’s calls, each at its time only', async () => {
    const orderId = await shipping.confirm();
    expect(await shipping.call(orderId, 'Deliver')).toMatchObject({ ok: false, refusal: { code: 'conflict' } });
    const dispatching = { id: onlyShipmentOf(orderId), orderId, status: 'dispatching' };
    expect(await shipping.call(orderId, 'RequestDispatch')).toMatchObject({ ok: true, value: dispatching });
    expect(await shipping.call(orderId, 'RequestDispatch')).toMatchObject({ ok: false, refusal: { code: 'conflict' } });
    expect(await shipping.call(orderId, 'Deliver')).toMatchObject({ ok: false, refusal: { code: 'conflict' } });

    await shipping.captured(orderId);
    expect(await shipping.call(orderId, 'Deliver')).toMatchObject({ ok: true, value: { status: 'delivered' } });
    expect(await shipping.call(orderId, 'Deliver')).toMatchObject({ ok: false, refusal: { code: 'conflict' } });
    const [, , requested] = await shipping.story(orderId);
    expect(requested!.meta).toMatchObject({ actor: operator.actor, correlationId: 'a-call', causationId: null });
  });

  it('takes one of two calls at the same time', async () => {
    const orderId = await shipping.confirm();
    const answers = await Promise.all([1, 2, 3].map(() => shipping.call(orderId, 'RequestDispatch')));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await shipping.types(orderId)).toEqual([
      'FulfilmentStarted',
      'ShipmentCreated',
      'ShipmentDispatchRequested',
    ]);
  });

  it('knows nothing of other orders', async () => {
    expect(await shipping.call(newId(), 'Deliver')).toMatchObject({ ok: false, refusal: { code: 'not_found' } });
    expect(await shipping.shipments(newId())).toEqual([]);
  });

  it('waits while a capture is tried again, and cancels the shipment when it is given up', async () => {
    const orderId = await shipping.confirm();
    await shipping.call(orderId, 'RequestDispatch');
    await shipping.captureFailed(orderId, true);
    expect(await shipping.shipments(orderId)).toMatchObject([{ status: 'dispatching' }]);
    await shipping.captureFailed(orderId, false);
    const reason = { code: 'capture_failed', message: 'Do not honour.' };
    expect(await shipping.shipments(orderId)).toMatchObject([{ status: 'cancelled', reason }]);
    await shipping.captured(orderId);
    expect((await shipping.types(orderId)).at(-1)).toBe('ShipmentCancelled');
  });

  it('lets a shipment fail whose capture comes too late', async () => {
    const orderId = await shipping.confirm();
    await shipping.call(orderId, 'RequestDispatch');
    expect(await shipping.fail(orderId)).toMatchObject({ ok: true, value: { status: 'failed' } });
    expect(await shipping.fail(orderId)).toMatchObject({ ok: false, refusal: { code: 'conflict' } });
    await shipping.captured(orderId);
    const events = await shipping.story(orderId);
    expect(events.at(-1)).toMatchObject({ type: 'ShipmentFailed', data: { dispatched: false, amount: total } });
  });

  it('splits once for one shipment id, and answers the same again', async () => {
    const orderId = await shipping.confirm();
    const shipmentId = newId();
    const made = { id: shipmentId, status: 'created', lines: [{ sku: 'compass', quantity: 1 }] };
    expect(await shipping.split(orderId, 1, shipmentId)).toMatchObject({ ok: true, value: made });
    expect(await shipping.split(orderId, 1, shipmentId)).toMatchObject({ ok: true, value: made });
    expect(await shipping.shipments(orderId)).toMatchObject([{ amount: { amount: 1_250 } }, made]);
    expect(await shipping.split(orderId, 2)).toMatchObject({ ok: false, refusal: { code: 'conflict' } });
  });

  it('takes back what was delivered, each return once', async () => {
    const orderId = await shipping.confirm();
    const returnId = newId();
    await shipping.call(orderId, 'RequestDispatch');
    await shipping.captured(orderId);
    expect(await shipping.requestReturn(orderId, 1)).toMatchObject({ ok: false, refusal: { code: 'invalid' } });
    await shipping.call(orderId, 'Deliver');
    const requested = { id: returnId, orderId, status: 'requested', amount: { amount: 1_250 }, condition: null };
    expect(await shipping.requestReturn(orderId, 1, returnId)).toMatchObject({ ok: true, value: requested });
    expect(await shipping.requestReturn(orderId, 1, returnId)).toMatchObject({ ok: true, value: requested });
    expect(await shipping.receiveReturn(returnId)).toMatchObject({
      ok: true,
      value: { ...requested, status: 'received', condition: 'sound' },
    });
    expect(await shipping.receiveReturn(returnId)).toMatchObject({ ok: false, refusal: { code: 'conflict' } });
    expect(await shipping.receiveReturn(newId())).toMatchObject({ ok: false, refusal: { code: 'not_found' } });
    expect((await shipping.types(orderId)).slice(-2)).toEqual(['ReturnRequested', 'ReturnReceived']);
  });
});

describe('two instances of shipping', () => {
  const ROUNDS = 25;
  let second: Shipping;

  beforeAll(async () => {
    shipping = await Shipping.start(postgres, { CARRIER: 'manual' });
    second = await shipping.another({ CARRIER: 'manual' });
  });
  afterAll(async () => {
    await second.stop();
    await shipping.stop();
  });

  /** Many orders, so that each comes out of its race in some other way. */
  async function orders(change: Partial<OrderConfirmed> = {}): Promise<string[]> {
    return Promise.all(Array.from({ length: ROUNDS }, () => shipping.confirm(change)));
  }
  const ofType = (events: readonly ShippingEvent[], type: ShippingEvent['type']) =>
    events.filter((event) => event.type === type);

  it('cancel all of an order or nothing, whoever dispatches at the same moment', async () => {
    const allocations = ['main', 'porto'].map((location) => ({ sku: 'compass', quantity: 1, location }));
    for (const orderId of await orders({ allocations })) {
      const last = nthShipmentOf(orderId, 2);
      const [answer] = await Promise.all([second.call(orderId, 'RequestDispatch', last), shipping.cancel(orderId)]);
      const statuses = (await shipping.shipments(orderId)).map(({ status }) => status);
      const events = await shipping.story(orderId);
      expect(statuses).toEqual(answer.ok ? ['created', 'dispatching'] : ['cancelled', 'cancelled']);
      expect(ofType(events, 'FulfilmentCancelled')).toHaveLength(answer.ok ? 0 : 1);
      expect(ofType(events, 'FulfilmentCancellationRefused')).toHaveLength(answer.ok ? 1 : 0);
    }
  });

  it('leave no part of a cancelled order behind, whoever splits it at the same moment', async () => {
    for (const orderId of await orders()) {
      const [answer] = await Promise.all([second.split(orderId, 1), shipping.cancel(orderId)]);
      const shipments = await shipping.shipments(orderId);
      expect(shipments).toHaveLength(answer.ok ? 2 : 1);
      expect(new Set(shipments.map(({ status }) => status))).toEqual(new Set(['cancelled']));
      const units = shipments.flatMap(({ lines }) => lines).reduce((sum, { quantity }) => sum + quantity, 0);
      const worth = shipments.reduce((sum, { amount }) => sum + amount.amount, 0);
      expect([units, worth]).toEqual([2, total.amount]);
    }
  });

  it('split off each unit once', async () => {
    const lines = [{ sku: 'compass', name: 'Compass', quantity: 4, unitPrice: { amount: 625, currency: 'EUR' } }];
    const allocations = [{ sku: 'compass', quantity: 4, location: 'main' }];
    const orderId = await shipping.confirm({ lines, allocations });
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, i) => [shipping, second][i % 2]!.split(orderId, 1)),
    );
    // One unit has to stay.
    expect(answers.filter(({ ok }) => ok)).toHaveLength(3);
    const shipments = await shipping.shipments(orderId);
    expect(shipments.map(({ lines: [line] }) => line!.quantity)).toEqual([1, 1, 1, 1]);
    expect(shipments.reduce((sum, { amount }) => sum + amount.amount, 0)).toBe(total.amount);
  });

  it('take back each unit once', async () => {
    const orderId = await shipping.confirm();
    await shipping.call(orderId, 'RequestDispatch');
    await shipping.captured(orderId);
    await shipping.call(orderId, 'Deliver');
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, i) => [shipping, second][i % 2]!.requestReturn(orderId, 1)),
    );
    const taken = answers.flatMap((answer) => (answer.ok ? [answer.value] : []));
    expect(taken.map(({ amount }) => amount.amount)).toEqual([1_250, 1_250]);
    const received = await Promise.all([shipping, second].map((one) => one.receiveReturn(taken[0]!.id)));
    expect(received.filter(({ ok }) => ok)).toHaveLength(1);
  });
});
