import type { EventMeta, InventoryEvent, ProductView, RequestContext, Result } from '@windrose/contracts';
import { Work, type EventLog } from '@windrose/event-log';
import { createTestLog, openTestLog, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { addProduct, changeProduct } from '../domain/product.decide';
import { postingsOf } from '../domain/stock';
import { ProductReader } from '../persistence/product-reader';
import { StockAdjuster } from './adjust-stock';
import { dispatchOfOrder, releaseOfOrder, reserveForOrder } from './reservation-work';
import { ProductWriter } from './write-product';

const context: RequestContext = { actor: { type: 'operator', id: 'op' }, correlationId: 'c' };
const meta: EventMeta = {
  actor: { type: 'service', id: 'inventory' },
  tenant: 'default',
  causationId: null,
  correlationId: 'c',
};
const price = { amount: 100, currency: 'EUR' };

/** One instance of the service on a log. */
class Inventory {
  readonly products: ProductReader;
  private readonly writer: ProductWriter;
  private readonly adjuster: StockAdjuster;

  constructor(readonly log: EventLog) {
    this.products = new ProductReader(log);
    this.writer = new ProductWriter(log, this.products);
    this.adjuster = new StockAdjuster(log, this.products);
  }

  add(sku: string, stock: number) {
    return this.writer.write(sku, context, (state) => addProduct(state, { sku, name: sku, price, stock }));
  }

  change(sku: string, change: { name?: string; active?: boolean }) {
    return this.writer.write(sku, context, (state) => changeProduct(state, { sku, ...change }));
  }

  adjust(sku: string, delta: number) {
    return this.adjuster.adjust({ sku, delta, reason: 'test' }, context);
  }

  /** As the consumer does it: until the append accepts what was decided. */
  async inWork(decide: (work: Work) => Promise<void>): Promise<void> {
    for (;;) {
      const work = new Work(this.log);
      await decide(work);
      if (work.isEmpty || (await work.commit()).status === 'appended') return;
    }
  }

  reserve(orders: readonly string[], lines: readonly { sku: string; quantity: number }[]) {
    return this.inWork(async (work) => {
      for (const orderId of orders) await reserveForOrder(work, meta, { orderId, lines });
    });
  }

  async amounts(sku: string) {
    const { available, reserved, sold } = (await this.products.get(sku)).view;
    return [available, reserved, sold];
  }

  async events(): Promise<InventoryEvent[]> {
    const stored = await this.log.readAll({ after: 0, limit: 100_000 });
    return stored.map(({ type, dataText }) => ({ type, data: JSON.parse(dataText) }) as InventoryEvent);
  }
}

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.refusal)}`);
  return result.value;
}

describe('inventory on its log', () => {
  let postgres: TestPostgres;
  let inventory: Inventory;
  let second: Inventory;

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());

  beforeEach(async () => {
    const { log, databaseUrl } = await createTestLog(postgres, 'inventory');
    inventory = new Inventory(log);
    second = new Inventory(await openTestLog(databaseUrl, 'inventory'));
  });
  afterEach(async () => {
    // Whatever happened, the balances are the sum of the log's postings and every product adds up.
    const sums = new Map<string, number>();
    for (const event of await inventory.events()) {
      for (const { owner, account, delta } of postingsOf(event)) {
        sums.set(`${owner}/${account}`, (sums.get(`${owner}/${account}`) ?? 0) + delta);
      }
    }
    const { rows } = await inventory.log.pool.query<{ name: string; amount: number }>(
      `select owner || '/' || account as name, amount from inventory.balances`,
    );
    expect(new Map(rows.map(({ name, amount }) => [name, amount]))).toEqual(sums);
    await inventory.log.close();
    await second.log.close();
  });

  it('answers a new product with its stock and the position of its event', async () => {
    const added = valueOf(await inventory.add('mug', 5));
    expect(added).toEqual({
      sku: 'mug',
      name: 'mug',
      price,
      active: true,
      available: 5,
      reserved: 0,
      sold: 0,
      position: 1,
    });
    expect(await second.products.find('mug')).toMatchObject({ view: { available: 5 }, position: 1 });
    expect(await inventory.products.find('tea')).toBeUndefined();
  });

  it('adds a product once, even to two instances at the same time', async () => {
    const results = await Promise.all([inventory, second, inventory, second].map((one, i) => one.add('mug', i + 1)));
    expect(results.filter((result) => result.ok)).toHaveLength(1);
    for (const result of results) if (!result.ok) expect(result.refusal.code).toBe('conflict');
    expect(await inventory.events()).toHaveLength(1);
  });

  it('keeps both of two changes that happen at the same time', async () => {
    await inventory.add('mug', 5);
    await Promise.all([inventory.change('mug', { name: 'Cup' }), second.change('mug', { active: false })]);
    expect((await inventory.products.get('mug')).view).toMatchObject({ name: 'Cup', active: false });
  });

  it('says since when a product is as asked when there is nothing to change', async () => {
    await inventory.add('mug', 5);
    await inventory.add('tea', 5);
    const { position } = valueOf(await inventory.change('mug', { name: 'Cup' }));
    await inventory.adjust('mug', 1);
    expect(valueOf(await inventory.change('mug', { name: 'Cup' })).position).toBe(position);
    expect(position).toBe(3);
  });

  it('adjusts the stock, but never below zero available', async () => {
    await inventory.add('mug', 5);
    expect(valueOf<ProductView>(await inventory.adjust('mug', -3)).available).toBe(2);
    const refusal = await second.adjust('mug', -3);
    expect(refusal).toMatchObject({ ok: false, refusal: { code: 'conflict' } });
    expect(await inventory.amounts('mug')).toEqual([2, 0, 0]);
  });

  it('does not take by an adjustment what is reserved', async () => {
    await inventory.add('mug', 5);
    await inventory.reserve(['o1'], [{ sku: 'mug', quantity: 4 }]);
    expect(await inventory.adjust('mug', -2)).toMatchObject({ ok: false, refusal: { code: 'conflict' } });
    expect(await inventory.amounts('mug')).toEqual([1, 4, 0]);
  });

  it('takes adjustments from everywhere at once', async () => {
    await inventory.add('mug', 0);
    await Promise.all(Array.from({ length: 40 }, (_, i) => [inventory, second][i % 2]!.adjust('mug', 2)));
    expect(await inventory.amounts('mug')).toEqual([80, 0, 0]);
  });

  it('moves units from available to reserved to sold', async () => {
    await inventory.add('mug', 5);
    const lines = [{ sku: 'mug', quantity: 2 }];
    await inventory.reserve(['o1', 'o2'], lines);
    expect(await inventory.amounts('mug')).toEqual([1, 4, 0]);
    await inventory.inWork((work) => dispatchOfOrder(work, meta, { orderId: 'o1', shipmentId: 's1', lines }));
    expect(await inventory.amounts('mug')).toEqual([1, 2, 2]);
    await inventory.inWork((work) => releaseOfOrder(work, meta, 'o2'));
    expect(await inventory.amounts('mug')).toEqual([3, 0, 2]);
  });

  it('counts each unit once within a batch', async () => {
    await inventory.add('mug', 3);
    await inventory.reserve(['o1', 'o2', 'o3'], [{ sku: 'mug', quantity: 2 }]);
    expect((await inventory.events()).slice(1).map((event) => event.type)).toEqual([
      'StockReserved',
      'StockReservationRejected',
      'StockReservationRejected',
    ]);
    expect(await inventory.amounts('mug')).toEqual([1, 2, 0]);
  });

  it('reserves once, however often it is asked', async () => {
    await inventory.add('mug', 9);
    await inventory.reserve(['o1', 'o1'], [{ sku: 'mug', quantity: 2 }]);
    await second.reserve(['o1'], [{ sku: 'mug', quantity: 2 }]);
    expect(await inventory.amounts('mug')).toEqual([7, 2, 0]);
  });

  it('never oversells when 200 buyers race for 60 units on two instances', async () => {
    await inventory.add('mug', 60);
    await inventory.add('tea', 1_000);
    const lines = [
      { sku: 'tea', quantity: 1 },
      { sku: 'mug', quantity: 1 },
    ];
    const batches = Array.from({ length: 20 }, (_, batch) => Array.from({ length: 10 }, (_, i) => `o${batch}-${i}`));
    await Promise.all(batches.map((orders, i) => [inventory, second][i % 2]!.reserve(orders, lines)));
    const types = (await inventory.events()).map((event) => event.type);
    expect(types.filter((type) => type === 'StockReserved')).toHaveLength(60);
    expect(types.filter((type) => type === 'StockReservationRejected')).toHaveLength(140);
    expect(await inventory.amounts('mug')).toEqual([0, 60, 0]);
    expect(await inventory.amounts('tea')).toEqual([940, 60, 0]);
  });
});
