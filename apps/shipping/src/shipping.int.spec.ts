import { Test, type TestingModule } from '@nestjs/testing';
import type { EventMeta, OrderConfirmed, RequestContext, ShippingEvent } from '@windrose/contracts';
import { EventLog, TimerRunner, type RecordedEvent } from '@windrose/event-log';
import { createLogger, newId } from '@windrose/platform';
import { createTestLog, eventually, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { CarrierCollectsTimer } from './application/carrier-collects.timer';
import { CarrierDeliversTimer } from './application/carrier-delivers.timer';
import { CreateShipment, onlyShipmentOf } from './application/create-shipment';
import { DispatchShipment } from './application/dispatch-shipment';
import { ShipmentMover } from './application/move-shipment';
import { ShipmentReader } from './application/shipment-reader';
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
    const order = { orderId, customerId: 'customer-1', paymentId: newId(), lines, total, shippingAddress, ...change };
    await this.log.transact((work) => this.module.get(CreateShipment).of(order, { work, meta }));
    return order.orderId;
  }

  async captured(orderId: string): Promise<void> {
    const payment = { orderId, paymentId: newId(), shipmentId: onlyShipmentOf(orderId), amount: total };
    await this.log.transact((work) => this.module.get(DispatchShipment).paidBy(payment, { work, meta }));
  }

  call(orderId: string, type: 'RequestDispatch' | 'Deliver') {
    return this.module.get(ShipmentMover).move(onlyShipmentOf(orderId), { type }, operator);
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
    await shipping.expectTypes(orderId, 'ShipmentCreated', 'ShipmentDispatchRequested');
    const lines = [{ sku: 'compass', quantity: 2 }];
    expect(await shipping.shipments(orderId)).toEqual([{ id, orderId, status: 'dispatching', lines }]);
    const [created, requested] = await shipping.story(orderId);
    expect(created!.data).toEqual({
      orderId,
      shipmentId: id,
      customerId: 'customer-1',
      lines,
      amount: total,
      shippingAddress,
    });
    expect(requested!.data).toEqual({ orderId, shipmentId: id, amount: total });
    expect(requested!.meta).toMatchObject({ causationId: created!.eventId, correlationId: 'the-request' });
  });

  it('lets it leave when its share is captured, and delivers it', async () => {
    const orderId = await shipping.confirm();
    await shipping.expectTypes(orderId, 'ShipmentCreated', 'ShipmentDispatchRequested');
    await shipping.captured(orderId);
    await shipping.expectTypes(
      orderId,
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
    await shipping.expectTypes(orderId, 'ShipmentCreated', 'ShipmentDispatchRequested');
    await Promise.all([shipping.captured(orderId), shipping.captured(orderId)]);
    await shipping.expectTypes(
      orderId,
      'ShipmentCreated',
      'ShipmentDispatchRequested',
      'ShipmentDispatched',
      'ShipmentDelivered',
    );
    await shipping.captured(orderId);
    expect(await shipping.types(orderId)).toHaveLength(4);
    await eventually(async () => expect(await shipping.timersLeft()).toBe(0));
  });

  it('moves many at once', async () => {
    const orders = await Promise.all(Array.from({ length: 100 }, () => shipping.confirm()));
    await eventually(async () => expect(await shipping.timersLeft()).toBe(0));
    for (const orderId of orders) {
      expect(await shipping.types(orderId)).toEqual(['ShipmentCreated', 'ShipmentDispatchRequested']);
    }
  });

  it('finds nothing to collect where an operator was faster', async () => {
    const orderId = await shipping.confirm();
    const { ok } = await shipping.call(orderId, 'RequestDispatch');
    await eventually(async () => expect(await shipping.timersLeft()).toBe(0));
    await shipping.expectTypes(orderId, 'ShipmentCreated', 'ShipmentDispatchRequested');
    const [, requested] = await shipping.story(orderId);
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
    const [, requested] = await shipping.story(orderId);
    expect(requested!.meta).toMatchObject({ actor: operator.actor, correlationId: 'a-call', causationId: null });
  });

  it('takes one of two calls at the same time', async () => {
    const orderId = await shipping.confirm();
    const answers = await Promise.all([1, 2, 3].map(() => shipping.call(orderId, 'RequestDispatch')));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await shipping.types(orderId)).toEqual(['ShipmentCreated', 'ShipmentDispatchRequested']);
  });

  it('knows nothing of other orders', async () => {
    expect(await shipping.call(newId(), 'Deliver')).toMatchObject({ ok: false, refusal: { code: 'not_found' } });
    expect(await shipping.shipments(newId())).toEqual([]);
  });
});
