import type { EventMeta, GetOrder, OrderView } from '@windrose/contracts';
import { Work, type EventLog, type RecordedEvent } from '@windrose/event-log';
import { createTestLog, openTestLog, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { eur, nextAction, orderPlaced } from '../domain/order.fixtures';
import type { Signal } from '../domain/order.signals';
import { orderStream } from '../domain/streams';
import { CatalogueStore } from '../persistence/catalogue-store';
import { OrderReader } from '../persistence/order-reader';
import { CatalogueWait } from './await-catalogue';
import { AMPLE } from './deadlines.fixtures';
import { OrderLookup } from './get-order';
import { keepProduct } from './keep-product';
import { OrderProgress } from './order-progress';

const orders = new OrderProgress(AMPLE);
const orderId = 'o1';
const lines = [
  { sku: 'mug', quantity: 2 },
  { sku: 'tea', quantity: 1 },
];
const meta: EventMeta = {
  actor: { type: 'service', id: 'orders' },
  tenant: 'default',
  causationId: null,
  correlationId: 'c',
};

describe('orders on their log', () => {
  let postgres: TestPostgres;
  let databaseUrl: string;
  let log: EventLog;
  let lookup: OrderLookup;

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());

  beforeEach(async () => {
    ({ log, databaseUrl } = await createTestLog(postgres, 'orders'));
    lookup = new OrderLookup(new OrderReader(log, AMPLE));
    await log.append({ stream: orderStream(orderId), expectedVersion: 0, events: [orderPlaced], meta });
  });
  afterEach(() => log.close());

  /** All signals in one batch, as the consumer decides them. */
  async function tell(...signals: readonly Signal[]): Promise<void> {
    const work = new Work(log);
    for (const signal of signals) await orders.tell(work, meta, signal);
    expect((await work.commit()).status).toBe('appended');
  }

  async function types(): Promise<string[]> {
    return (await log.readStream(orderStream(orderId).id)).map(({ type }) => type);
  }

  async function authorized(): Promise<Extract<Signal, { type: 'PaymentAuthorized' }>> {
    const requested = (await log.readStream(orderStream(orderId).id)).find(({ type }) => type === 'PaymentRequested');
    const { paymentId } = requested?.data as { paymentId: string };
    return { type: 'PaymentAuthorized', data: { orderId, paymentId, authorizationId: 'a1', amount: eur(2900) } };
  }

  const reserved: Signal = { type: 'StockReserved', data: { orderId, lines } };
  const left: Signal = { type: 'ShipmentDispatched', data: { orderId, shipmentId: 's1', customerId: 'c1', lines } };
  const arrived: Signal = { type: 'ShipmentDelivered', data: { orderId, shipmentId: 's1', customerId: 'c1', lines } };

  it('go from placed to completed, whatever is repeated', async () => {
    await tell(reserved, reserved);
    const paid = await authorized();
    await tell(paid, paid);
    await tell(left, arrived, arrived);
    await tell(reserved, left, paid);
    expect(await types()).toEqual([
      'OrderPlaced',
      'PaymentRequested',
      'OrderConfirmed',
      'OrderLinesDispatched',
      'OrderLinesDelivered',
      'OrderCompleted',
    ]);
  });

  it('wait for their customer, who has the time that the reservation holds', async () => {
    await tell(reserved);
    const { data } = await authorized();
    const asked: Signal = { type: 'PaymentActionRequired', data: { ...data, authorizationId: 'a1', nextAction } };
    await tell(asked, asked);
    const requestedAt = (await log.readStream(orderStream(orderId).id))[1]!.recordedAt;
    expect(await lookup.get({ orderId })).toMatchObject({
      value: {
        status: 'pending',
        stage: 'awaiting_customer',
        nextAction,
        waitsFor: {
          what: 'customer',
          until: new Date(Date.parse(requestedAt) + AMPLE.reservedMs).toISOString(),
        },
      },
    });
    await tell(await authorized());
    expect(await types()).toEqual(['OrderPlaced', 'PaymentRequested', 'CustomerActionRequested', 'OrderConfirmed']);
    expect(await lookup.get({ orderId })).toMatchObject({ value: { status: 'confirmed', nextAction: null } });
  });

  it('of which nothing is known make nothing', async () => {
    await tell({ type: 'StockReserved', data: { orderId: 'other', lines } });
    expect(await log.head()).toBe(1);
  });

  describe('looked up', () => {
    beforeEach(async () => {
      await tell(reserved);
      await tell(await authorized());
    });

    async function got(request: Omit<GetOrder, 'orderId'> = {}): Promise<OrderView | string> {
      const result = await lookup.get({ orderId, ...request });
      return result.ok ? result.value : result.refusal.code;
    }

    it('are as their last event left them', async () => {
      const events = await log.readStream(orderStream(orderId).id);
      expect(await got()).toMatchObject({
        id: orderId,
        status: 'confirmed',
        stage: null,
        version: 3,
        placedAt: events[0]!.recordedAt,
        updatedAt: events[2]!.recordedAt,
      });
    });

    it('are as they were at a version', async () => {
      expect(await got({ version: 1 })).toMatchObject({ status: 'pending', stage: 'awaiting_stock', version: 1 });
      expect(await got({ version: 2 })).toMatchObject({ status: 'pending', stage: 'awaiting_payment', version: 2 });
      expect(await got({ version: 3 })).toEqual(await got());
      expect(await got({ version: 4 })).toBe('not_found');
    });

    it('are as they were at a time, to the microsecond', async () => {
      const [first, second] = await log.readStream(orderStream(orderId).id);
      expect(await got({ at: second!.recordedAt })).toMatchObject({ version: 2, updatedAt: second!.recordedAt });
      expect(await got({ at: first!.recordedAt })).toMatchObject({ version: 1 });
      expect(await got({ at: '2020-01-01T00:00:00.000000Z' })).toBe('not_found');
      expect(await got({ at: '2120-01-01T00:00:00.000000Z' })).toEqual(await got());
    });

    it('say what they wait for, and until when', async () => {
      const [placed, requested] = await log.readStream(orderStream(orderId).id);
      const after = (event: RecordedEvent, ms: number): string =>
        new Date(Date.parse(event.recordedAt) + ms).toISOString();
      expect(await got({ version: 1 })).toMatchObject({
        waitsFor: { what: 'stock', until: after(placed!, AMPLE.confirmedMs) },
      });
      expect(await got({ version: 2 })).toMatchObject({
        waitsFor: { what: 'payment', until: after(requested!, AMPLE.paymentMs) },
      });
      expect(await got()).toMatchObject({ waitsFor: { what: 'shipments', until: null } });
    });

    it('that were never placed are not found', async () => {
      expect(await lookup.get({ orderId: 'other' })).toMatchObject({ ok: false, refusal: { code: 'not_found' } });
    });
  });

  describe('the wait for the catalogue', () => {
    const mug = { sku: 'mug', name: 'Mug', price: eur(1250), active: true };

    async function keep(where: EventLog, position: number): Promise<void> {
      const work = new Work(where);
      keepProduct(work, mug, position);
      await work.commit();
    }

    it('ends when another instance has read the product’s event', async () => {
      const other = await openTestLog(databaseUrl, 'orders');
      try {
        await keep(other, 4);
        const reached = new CatalogueWait(new CatalogueStore(log)).until({ sku: 'mug', position: 7 }, 30_000);
        await keep(other, 7);
        expect(await reached).toEqual({ reached: true });
      } finally {
        await other.close();
      }
    });

    it('ends without it when it takes too long', async () => {
      await keep(log, 4);
      const wait = new CatalogueWait(new CatalogueStore(log));
      expect(await wait.until({ sku: 'mug', position: 5 }, 20)).toEqual({ reached: false });
      expect(await wait.until({ sku: 'tea', position: 1 }, 20)).toEqual({ reached: false });
      expect(await wait.until({ sku: 'mug', position: 4 }, 0)).toEqual({ reached: true });
    });
  });
});
