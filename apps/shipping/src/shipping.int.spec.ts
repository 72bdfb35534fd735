import { Test, type TestingModule } from '@nestjs/testing';
import type { EventMeta, OrderConfirmed, RequestContext, ShippingEvent } from '@windrose/contracts';
import { EventLog, TimerRunner, type RecordedEvent } from '@windrose/event-log';
import { createLogger, newId } from '@windrose/platform';
import { createTestLog, eventually, startTestPostgres, type TestPostgres } from '@windrose/testing';
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
    private readonly module: TestingModule,
    private readonly timers: TimerRunner,
  ) {}

  static async start(postgres: TestPostgres, env: Record<string, string>): Promise<Shipping> {
    const { log } = await createTestLog(postgres, 'shipping');
    Object.assign(process.env, env);
    const machinery = { module: class Machinery {}, global: true, providers: [{ provide: EventLog, useValue: log }] };
    const module = await Test.createTestingModule({
      imports: [ShippingModule, { ...machinery, exports: [EventLog] }],
    }).compile();
    const timers = new TimerRunner(log, [module.get(CarrierCollectsTimer), module.get(CarrierDeliversTimer)], logger);
    timers.start();
    return new Shipping(log, module, timers);
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
});
