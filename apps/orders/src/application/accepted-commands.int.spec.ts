import type { EventMeta, OrderView, PlaceOrder, ProductEntry, RequestContext } from '@windrose/contracts';
import { Work, type EventLog } from '@windrose/event-log';
import { newId, ServiceUnavailable } from '@windrose/platform';
import { createTestLog, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { command as someCommand, eur, orderConfirmed, parties, placed, stockLines } from '../domain/order.fixtures';
import { order } from '../domain/order';
import { orderStream } from '../domain/streams';
import { CatalogueStore } from '../persistence/catalogue-store';
import { OrderReader } from '../persistence/order-reader';
import { AcceptedCommands } from './accepted-commands';
import { OrderCancellation } from './cancel-order';
import { AMPLE } from './deadlines.fixtures';
import { keepProduct } from './keep-product';
import { OrderPlacement } from './place-order';
import { PriceList, type EntrySource } from './price-list';

const context: RequestContext = { actor: { type: 'customer', id: 'c1' }, correlationId: 'corr' };
const meta: EventMeta = {
  actor: { type: 'customer', id: 'c1' },
  tenant: 'default',
  causationId: newId(),
  correlationId: 'corr',
};
const mug: ProductEntry = { sku: 'mug', name: 'Mug', price: eur(1250), active: true, position: 1 };

/** Inventory, which knows no product but those that orders has heard of already. */
class Inventory implements EntrySource {
  reachable = true;

  async read(): Promise<ReadonlyMap<string, ProductEntry>> {
    if (!this.reachable) throw new ServiceUnavailable('nobody answers');
    return new Map();
  }
}

describe('commands that the edge has accepted', () => {
  let postgres: TestPostgres;
  let log: EventLog;
  let inventory: Inventory;
  let reader: OrderReader;
  let calls: OrderPlacement;
  let accepted: AcceptedCommands;

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());

  beforeEach(async () => {
    ({ log } = await createTestLog(postgres, 'orders'));
    inventory = new Inventory();
    const prices = new PriceList(new CatalogueStore(log), inventory);
    reader = new OrderReader(log, AMPLE);
    calls = new OrderPlacement(log, prices, reader, AMPLE);
    accepted = new AcceptedCommands(log, prices, AMPLE);
    await know(mug);
  });
  afterEach(() => log.close());

  async function know(product: ProductEntry): Promise<void> {
    const work = new Work(log);
    keepProduct(work, product, product.position);
    await work.commit();
  }
  function commandFor(sku: string, change: Partial<PlaceOrder> = {}): PlaceOrder {
    return { ...someCommand, orderId: newId(), lines: [{ sku, quantity: 2 }], ...change };
  }
  /** As the consumer does it: in one unit of work, and once more from the start after a conflict. */
  async function consume(...commands: readonly PlaceOrder[]): Promise<void> {
    await log.transact(async (work) => {
      for (const command of commands) await accepted.place(work, command, meta);
    });
  }
  const typesOf = async (orderId: string) => (await log.readByKey(orderId)).map(({ type }) => type);
  const viewOf = async (orderId: string): Promise<OrderView | undefined> => (await reader.find(orderId))?.view;

  it('are placed as a call would have placed them, by the same customer and with the same deadline', async () => {
    const command = commandFor('mug');
    await consume(command);
    expect(await viewOf(command.orderId)).toMatchObject({
      status: 'pending',
      stage: 'awaiting_stock',
      total: eur(2500),
      waitsFor: { what: 'stock', until: expect.any(String) },
    });
    const [event] = await log.readByKey(command.orderId);
    expect(event?.meta).toMatchObject({ actor: { type: 'customer', id: 'c1' }, causationId: meta.causationId });
    const { rows } = await log.pool.query(`select kind from ${log.schema}.timers where key = $1`, [command.orderId]);
    expect(rows).toHaveLength(1);
  });

  it('are placed once, by whichever way they come first', async () => {
    const called = commandFor('mug', { requestDigest: 'd' });
    const queued = commandFor('mug', { requestDigest: 'd' });
    await calls.place(called, context);
    await consume(called, queued, queued);
    expect(await calls.place(queued, context)).toMatchObject({ ok: true, value: { replayed: true } });
    for (const { orderId } of [called, queued]) expect(await typesOf(orderId)).toEqual(['OrderPlaced']);
    const another = await calls.place({ ...queued, payment: { token: 'tok_other' } }, context);
    expect(another).toMatchObject({ ok: false, refusal: { code: 'idempotency_key_reused' } });
  });

  it('are placed once when both ways are gone at the same time', async () => {
    const commands = Array.from({ length: 40 }, (_, i) => commandFor('mug', i % 2 ? { requestDigest: 'd' } : {}));
    const answers = await Promise.all(
      commands.flatMap((command) => [calls.place(command, context), consume(command).then(() => null)]),
    );
    expect(answers.filter((answer) => answer?.ok === false)).toEqual([]);
    for (const { orderId } of commands) expect(await typesOf(orderId)).toEqual(['OrderPlaced']);
  });

  it('end as rejected when they can not be placed, and are shown with what was asked for', async () => {
    const command = commandFor('nothing', { requestDigest: 'd' });
    await consume(command);
    const view = await viewOf(command.orderId);
    expect(view).toMatchObject({
      id: command.orderId,
      customerId: 'c1',
      status: 'rejected',
      stage: null,
      version: 1,
      lines: [{ sku: 'nothing', quantity: 2, name: null, unitPrice: null, amount: null }],
      totals: null,
      total: null,
      shippingAddress: command.shippingAddress,
      reason: {
        code: 'invalid_order',
        message: 'The order can not be placed like this: #/lines/0/sku there is no such product.',
      },
      waitsFor: null,
    });
    // That somebody sells it by now comes too late.
    await know({ ...mug, sku: 'nothing' });
    expect(await calls.place(command, context)).toEqual({ ok: true, value: { order: view, replayed: true } });
    const another = await calls.place({ ...command, lines: [{ sku: 'mug', quantity: 1 }] }, context);
    expect(another).toMatchObject({ ok: false, refusal: { code: 'idempotency_key_reused' } });
    expect(await typesOf(command.orderId)).toEqual(['OrderRejected']);
  });

  it('stay refused when a call with the same key was refused, whatever is for sale by now', async () => {
    const command = commandFor('tea', { requestDigest: 'd' });
    expect(await calls.place(command, context)).toMatchObject({ ok: false, refusal: { code: 'invalid' } });
    await know({ ...mug, sku: 'tea' });
    await consume(command);
    expect(await viewOf(command.orderId)).toMatchObject({ status: 'rejected', reason: { code: 'invalid_order' } });
  });

  it('wait as long as nobody can say whether a product exists', async () => {
    inventory.reachable = false;
    const command = commandFor('nothing');
    await expect(consume(command)).rejects.toBeInstanceOf(ServiceUnavailable);
    expect(await typesOf(command.orderId)).toEqual([]);
  });

  describe('a cancellation behind an order', () => {
    const cancel = (orderId: string) =>
      log.transact((work) => accepted.cancel(work, { orderId, reason: 'changed my mind' }, meta));

    it('cancels it, read together with it or later', async () => {
      const [together, later] = [commandFor('mug'), commandFor('mug')];
      await log.transact(async (work) => {
        await accepted.place(work, together, meta);
        await accepted.cancel(work, { orderId: together.orderId }, meta);
      });
      await consume(later);
      await cancel(later.orderId);
      for (const { orderId } of [together, later]) {
        expect(await typesOf(orderId)).toEqual(['OrderPlaced', 'OrderCancelled']);
        expect(await viewOf(orderId)).toMatchObject({ status: 'cancelled', reason: { code: 'customer_request' } });
        const { rows } = await log.pool.query(`select 1 from ${log.schema}.timers where key = $1`, [orderId]);
        expect(rows).toEqual([]);
      }
      expect((await viewOf(later.orderId))?.reason?.message).toBe('changed my mind');
    });

    it('leaves one that could not be placed as it is', async () => {
      const command = commandFor('nothing');
      await consume(command);
      await cancel(command.orderId);
      expect(await viewOf(command.orderId)).toMatchObject({ status: 'rejected', version: 1 });
    });

    it('is refused by an event when a parcel has left meanwhile', async () => {
      const orderId = newId();
      const { customerId } = parties;
      const events = [
        { type: 'OrderPlaced', data: { ...placed, orderId } },
        orderConfirmed,
        { type: 'OrderLinesDispatched', data: { orderId, shipmentId: 's1', lines: stockLines } },
      ];
      await log.append({ stream: orderStream(orderId), expectedVersion: 0, events, meta });
      await cancel(orderId);
      const told = (await log.readByKey(orderId)).at(-1);
      expect(told).toMatchObject({ type: 'OrderCancellationRefused', data: { orderId, customerId } });
      const { state } = await log.load(order, orderStream(orderId).id);
      expect(state.situation).toBe('fulfilling');
      const again = await new OrderCancellation(log, reader, AMPLE).cancel({ orderId }, context);
      expect(again).toMatchObject({ ok: false, refusal: { code: 'conflict' } });
    });
  });
});
