import type {
  EventMeta,
  InventoryEvent,
  ProductView,
  RequestContext,
  Result,
  StockAllocation,
} from '@windrose/contracts';
import { Work, type EventLog, type StoredEvent } from '@windrose/event-log';
import { createTestLog, eventually, openTestLog, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { addProduct, changeProduct } from '../domain/product.decide';
import { PLACES, planBy, SKUS, Story } from '../domain/order-stories.fixture';
import { heldBy, reservation } from '../domain/reservation';
import type { Heard } from '../domain/reservation.answers';
import { heardOf, units } from '../domain/reservation.fixtures';
import { postingsOf } from '../domain/stock';
import { reservationStream } from '../domain/streams';
import { ProductReader } from '../persistence/product-reader';
import { StockAdjuster } from './adjust-stock';
import { Reservations, type Deciding } from './reservations';
import { SecondLook } from './second-look';
import { StockWatch } from './stock-watch';
import { ProductWriter } from './write-product';

const context: RequestContext = { actor: { type: 'operator', id: 'op' }, correlationId: 'c' };
const meta: EventMeta = {
  actor: { type: 'service', id: 'inventory' },
  tenant: 'default',
  causationId: null,
  correlationId: 'c',
};
const price = { amount: 100, currency: 'EUR' };
const LOW = 5;

/** One instance of the service on a log. */
class Inventory {
  readonly products: ProductReader;
  private readonly writer: ProductWriter;
  private readonly adjuster: StockAdjuster;
  private readonly reservations: Reservations;
  private readonly secondLook: SecondLook;

  constructor(readonly log: EventLog) {
    this.products = new ProductReader(log);
    this.writer = new ProductWriter(log, this.products);
    this.secondLook = new SecondLook(log, LOW);
    const watch = new StockWatch(LOW, this.secondLook);
    this.adjuster = new StockAdjuster(log, this.products, watch);
    this.reservations = new Reservations(watch);
  }

  async close(): Promise<void> {
    await this.secondLook.onApplicationShutdown();
    await this.log.close();
  }

  add(sku: string, stock: number, location?: string) {
    return this.writer.write(sku, context, (state) => addProduct(state, { sku, name: sku, price, stock, location }));
  }

  change(sku: string, change: { name?: string; active?: boolean }) {
    return this.writer.write(sku, context, (state) => changeProduct(state, { sku, ...change }));
  }

  adjust(sku: string, delta: number, location?: string, request?: RequestContext['request']) {
    return this.adjuster.adjust({ sku, delta, reason: 'test', location }, { ...context, request });
  }

  /** As the consumer does it: until the append accepts what was decided. */
  async decide(decide: (reservations: Reservations, deciding: Deciding) => Promise<void>): Promise<void> {
    for (;;) {
      const work = new Work(this.log);
      await decide(this.reservations, { work, meta });
      if (work.isEmpty || (await work.commit()).status === 'appended') return;
    }
  }

  reserve(orders: readonly string[], lines: readonly { sku: string; quantity: number }[]) {
    return this.decide(async (reservations, deciding) => {
      for (const orderId of orders) await reservations.hear(heardOf(orderId).placed(lines), deciding);
    });
  }

  /** In batches, as they come from the mirror. */
  async hearAll(events: readonly Heard[]): Promise<void> {
    for (let at = 0; at < events.length; at += 15) {
      await this.decide(async (reservations, deciding) => {
        for (const heard of events.slice(at, at + 15)) await reservations.hear(heard, deciding);
      });
    }
  }

  async amounts(sku: string) {
    const { available, reserved, sold } = (await this.products.get(sku)).view;
    return [available, reserved, sold];
  }

  async events(...types: InventoryEvent['type'][]): Promise<InventoryEvent[]> {
    const stored: StoredEvent[] = [];
    for (;;) {
      const next = await this.log.readAll({ after: stored.length, limit: 100_000 });
      if (next.length === 0) break;
      stored.push(...next);
    }
    const events = stored.map(({ type, dataText }) => ({ type, data: JSON.parse(dataText) }) as InventoryEvent);
    return types.length === 0 ? events : events.filter(({ type }) => types.includes(type));
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
    for (const [name, sum] of sums) if (sum === 0) sums.delete(name);
    const { rows } = await inventory.log.pool.query<{ name: string; amount: number }>(
      `select owner || '/' || account as name, amount from inventory.balances where amount <> 0`,
    );
    expect(new Map(rows.map(({ name, amount }) => [name, amount]))).toEqual(sums);
    await Promise.all([inventory.close(), second.close()]);
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
      locations: [{ location: 'main', available: 5, reserved: 0 }],
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

  it('adjusts once for one request, through two instances, and answers its repeats the same later on', async () => {
    await inventory.add('mug', 5);
    const once = { id: 'r1', digest: 'd' };
    const adjust = (i: number) => [inventory, second][i % 2]!.adjust('mug', 2, undefined, once);
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => adjust(i)));
    const [first] = answers;
    expect(answers.map(valueOf<ProductView>)).toEqual(answers.map(() => valueOf<ProductView>(first!)));
    expect(answers.filter((answer) => answer.ok && answer.replayed)).toHaveLength(19);
    expect(valueOf<ProductView>(await inventory.adjust('mug', 1)).available).toBe(8);
    expect(await adjust(1)).toEqual({ ok: true, value: valueOf<ProductView>(first!), replayed: true });
    expect(await inventory.adjust('mug', 3, undefined, { ...once, digest: 'other' })).toMatchObject({
      ok: false,
      refusal: { code: 'idempotency_key_reused' },
    });
    expect((await inventory.products.get('mug')).view.available).toBe(8);
  });

  it('moves units from available to reserved to sold', async () => {
    await inventory.add('mug', 5);
    const lines = [{ sku: 'mug', quantity: 2 }];
    await inventory.reserve(['o1', 'o2'], lines);
    expect(await inventory.amounts('mug')).toEqual([1, 4, 0]);
    const dispatched = heardOf('o1').dispatched('s1', units('2 mug'));
    await inventory.decide((reservations, deciding) => reservations.hear(dispatched, deciding));
    expect(await inventory.amounts('mug')).toEqual([1, 2, 2]);
    await inventory.decide((reservations, deciding) => reservations.hear(heardOf('o2').expired(), deciding));
    expect(await inventory.amounts('mug')).toEqual([3, 0, 2]);
  });

  it('counts each unit once within a batch', async () => {
    await inventory.add('mug', 3);
    await inventory.reserve(['o1', 'o2', 'o3'], [{ sku: 'mug', quantity: 2 }]);
    const decided = await inventory.events('StockReserved', 'StockReservationRejected');
    expect(decided.map((event) => event.type)).toEqual([
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

  it('lets exactly one of 200 buyers on two instances have the last unit', async () => {
    await inventory.add('mug', 1);
    const orders = Array.from({ length: 200 }, (_, i) => `o${i}`);
    const lines = [{ sku: 'mug', quantity: 1 }];
    await Promise.all(orders.map((order, i) => [inventory, second][i % 2]!.reserve([order], lines)));
    expect(await inventory.events('StockReserved')).toHaveLength(1);
    expect(await inventory.events('StockReservationRejected')).toHaveLength(199);
    expect(await inventory.amounts('mug')).toEqual([0, 1, 0]);
  });

  it('keeps the stock of each location apart', async () => {
    await inventory.add('mug', 2, 'bergen');
    await inventory.adjust('mug', 3, 'porto');
    expect(await inventory.adjust('mug', -3, 'bergen')).toMatchObject({ ok: false, refusal: { code: 'conflict' } });
    await inventory.reserve(['o1'], [{ sku: 'mug', quantity: 3 }]);
    await inventory.reserve(['o2'], [{ sku: 'mug', quantity: 1 }]);
    expect((await inventory.products.get('mug')).view).toMatchObject({
      available: 1,
      reserved: 4,
      locations: [
        { location: 'bergen', available: 1, reserved: 1 },
        { location: 'porto', available: 0, reserved: 3 },
      ],
    });
    expect(await inventory.events('StockReserved')).toMatchObject([
      { data: { allocations: [{ sku: 'mug', quantity: 3, location: 'porto' }] } },
      { data: { allocations: [{ sku: 'mug', quantity: 1, location: 'bergen' }] } },
    ]);
  });

  it('never oversells a location when orders and adjustments take from all of them at once', async () => {
    await inventory.add('mug', 20, 'bergen');
    await inventory.adjust('mug', 20, 'porto');
    await Promise.all(
      Array.from({ length: 40 }, async (_, i) => {
        const one = [inventory, second][i % 2]!;
        if (i % 4 === 3) await one.adjust('mug', -1, i % 8 === 3 ? 'porto' : 'bergen');
        else await one.reserve([`o${i}`], [{ sku: 'mug', quantity: 2 }]);
      }),
    );
    const reserved = (await inventory.events('StockReserved')).length;
    const taken = (await inventory.events('StockAdjusted')).length - 1;
    expect(await inventory.amounts('mug')).toEqual([40 - 2 * reserved - taken, 2 * reserved, 0]);
    expect(40 - 2 * reserved - taken).toBeLessThan(2);
  });

  it('ends up right, and conserves every unit at every moment, however two logs of many orders arrive', async () => {
    const stock = 40;
    // Park and Miller's generator: the same orders every time.
    let seed = 4;
    const chooser = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    for (const sku of SKUS) await inventory.add(sku, 0);
    for (const sku of SKUS) for (const place of PLACES) await inventory.adjust(sku, stock, place);
    const all = Array.from({ length: 120 }, () => planBy(chooser));
    const stories = await Promise.all(
      all.map(async (plan, n) => {
        const orderId = `o${n}`;
        const one = [inventory, second][n % 2]!;
        await one.decide((reservations, deciding) => reservations.hear(heardOf(orderId).placed(plan.lines), deciding));
        const { state } = await one.log.load(reservation, reservationStream(orderId).id);
        return new Story(orderId, plan, heldBy(state));
      }),
    );
    // One instance reads what orders says, the other what shipping says, each in its order; batches of several at once.
    await Promise.all([
      second.hearAll(stories.flatMap(({ orders }) => orders)),
      inventory.hearAll(stories.flatMap(({ shipping }) => shipping)),
    ]);

    const sum = (parts: readonly StockAllocation[], sku: string) =>
      parts.filter((part) => part.sku === sku).reduce((units, { quantity }) => units + quantity, 0);
    const amounts = new Map<string, number>();
    const lost = new Map<string, number>();
    for (const event of await inventory.events()) {
      for (const { owner, account, delta } of postingsOf(event)) {
        const name = `${owner} ${account}`;
        amounts.set(name, (amounts.get(name) ?? 0) + delta);
        expect(amounts.get(name)).toBeGreaterThanOrEqual(0);
      }
      if (event.type === 'StockLost') {
        for (const { sku, quantity } of event.data.lines) lost.set(sku, (lost.get(sku) ?? 0) + quantity);
      }
    }
    for (const sku of SKUS) {
      const sold = sum(
        stories.flatMap((story) => story.sold),
        sku,
      );
      const gone = sum(
        stories.flatMap((story) => story.lost),
        sku,
      );
      expect(lost.get(sku)).toBe(gone);
      expect(await inventory.amounts(sku)).toEqual([stock * PLACES.length - sold - gone, 0, sold]);
    }
  });

  describe('tells once', () => {
    const levels = async () =>
      (await inventory.events('LowStock', 'StockReplenished', 'SoldOut', 'BackInStock')).map(({ type, data }) =>
        'available' in data ? `${type} ${data.available}` : type,
      );

    it('that a product runs out, and that there is some again', async () => {
      await inventory.add('mug', LOW + 1);
      await inventory.reserve(['o1', 'o2', 'o3'], [{ sku: 'mug', quantity: 2 }]);
      expect(await levels()).toEqual(['LowStock 4', 'SoldOut']);
      await inventory.adjust('mug', 1);
      await inventory.adjust('mug', 9);
      expect(await levels()).toEqual(['LowStock 4', 'SoldOut', 'BackInStock 1', 'StockReplenished 10']);
      await inventory.adjust('mug', -6);
      expect((await levels()).at(-1)).toBe('LowStock 4');
    });

    it('also when the units of a cancelled order are for sale again', async () => {
      await inventory.add('mug', 2);
      await inventory.reserve(['o1'], [{ sku: 'mug', quantity: 2 }]);
      await second.decide((reservations, deciding) => reservations.hear(heardOf('o1').expired(), deciding));
      expect(await levels()).toEqual(['LowStock 0', 'SoldOut', 'BackInStock 2']);
    });

    it('however many take units on two instances', async () => {
      await inventory.add('mug', 60);
      const orders = Array.from({ length: 60 }, (_, i) => `o${i}`);
      await Promise.all(
        orders.map((order, i) => [inventory, second][i % 2]!.reserve([order], [{ sku: 'mug', quantity: 1 }])),
      );
      await eventually(async () => expect(await inventory.events('LowStock', 'SoldOut')).toHaveLength(2));
      await Promise.all(Array.from({ length: 20 }, (_, i) => [inventory, second][i % 2]!.adjust('mug', 1)));
      expect(await inventory.events('BackInStock')).toHaveLength(1);
      await eventually(async () => expect(await inventory.events('StockReplenished')).toHaveLength(1));
      expect(await inventory.events('LowStock')).toHaveLength(1);
    });
  });
});
