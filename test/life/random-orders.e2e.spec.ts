import { randomInt } from 'node:crypto';
import { messageOf } from '@windrose/platform';
import { eventually } from '@windrose/testing';
import { brokenAtRest, brokenNow } from '../model/invariants';
import { Installation } from '../system/installation';
import { basket, Shop, type Order } from '../system/shop';
import { agreedTooLate } from './agreement';
import { Crowd } from './crowd';
import { drawAdjustments, drawPlans } from './plan';
import { OrderLife, type People } from './order-life';
import { getPatiently, postPatiently } from './patiently';
import { report } from './report';
import { BookKeeper } from './system-books';

// A start, and lives that wait for their deadlines.
jest.setTimeout(300_000);

/** LIFE_SEED=… draws the plans of a failed run again; LIFE_ORDERS=2000 searches longer. */
const SEED = Number(process.env.LIFE_SEED ?? randomInt(2 ** 31));
const ORDERS = Number(process.env.LIFE_ORDERS ?? 240);
/** Short, so that each deadline is met by some and missed by others: slow payments take 3 s, lost ones 5 s. */
const SETTINGS = {
  CARRIER: 'manual',
  INSTANCES: 'inventory=2',
  PAYMENT_TIMEOUT_MS: '5000',
  RESERVATION_TTL_MS: '7000',
  ORDER_DEADLINE_MS: '9000',
  LOG_LEVEL: 'warn',
};

/** Stock and price of each product, in cents. The last one runs out again and again. */
const PRODUCTS = {
  tea: { stock: 900, price: 333 },
  cup: { stock: 900, price: 1_999 },
  spoon: { stock: 900, price: 7 },
  rare: { stock: 12, price: 4_001 },
};
const SKUS = Object.keys(PRODUCTS) as (keyof typeof PRODUCTS)[];

describe(`${ORDERS} random orders on the running system`, () => {
  let installation: Installation;
  let shop: Shop;
  let people: People;
  let keeper: BookKeeper;

  beforeAll(async () => {
    installation = await Installation.create();
    const { run } = await installation.start('npm', SETTINGS);
    shop = new Shop(run.edge);
    keeper = await BookKeeper.open(run);
    people = { customer: (await shop.customer('ada')).client, operator: await shop.operator() };
    for (const sku of SKUS) await shop.product(sku, PRODUCTS[sku].stock, PRODUCTS[sku].price);
    // Orders of more than one location are packed as several shipments.
    const body = { delta: 40, reason: 'a second house', location: 'harbour' };
    for (const sku of ['tea', 'spoon']) await people.operator.post(`/v1/products/${sku}/stock`, body);
  });

  afterAll(async () => {
    await keeper?.close();
    await installation.remove();
  });

  it('conserve stock and money, end once each, and agree with stock and ledger within 5 s', async () => {
    const lives = drawPlans(SKUS, SEED, ORDERS).map((plan) => new OrderLife(plan, people));
    const check = async (broken: readonly string[]): Promise<void> => {
      if (broken.length > 0) throw new Error(await report(broken, lives, { seed: SEED, operator: people.operator }));
    };
    const watch = async (): Promise<void> => {
      const broken = brokenNow(await keeper.read(SKUS));
      if (broken.length > 0) throw new Error(broken.join('\n'));
    };
    const crowd = new Crowd(lives, people);
    await crowd.live(drawAdjustments(SKUS, SEED), watch).catch((error: unknown) => check(messageOf(error).split('\n')));

    const atRest = async (): Promise<string[]> => {
      const orders = await Promise.all(lives.map((life) => life.read()));
      const books = await keeper.read(SKUS);
      return [...brokenNow(books), ...brokenAtRest(books, orders), ...agreedTooLate(books)];
    };
    const settled = eventually(async () => expect(await atRest()).toEqual([]), { timeoutMs: 30_000, intervalMs: 500 });
    await settled.catch(async () => check(await atRest()));
    // As different as they are meant to be: a run in which nothing happens proves nothing.
    const ends = new Set((await keeper.read(SKUS)).facts('orders').map(({ type }) => type));
    expect([...ends]).toEqual(
      expect.arrayContaining(['OrderCompleted', 'OrderRejected', 'OrderExpired', 'OrderCancelled']),
    );
  });

  it('of 200 buyers who race for the last unit on two instances of inventory, one has it', async () => {
    const sku = await shop.product('last', 1, 5_000);
    const buyers = await Promise.all(Array.from({ length: 4 }, (_, n) => shop.customer(`buyer-${n}`)));
    // On a busy machine some are accepted for later (202); they race all the same.
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        postPatiently<Order>(buyers[n % 4]!.client, '/v1/orders', basket({ [sku]: 1 })),
      ),
    );
    for (const { status } of answers) expect([201, 202]).toContain(status);
    const ids = answers.map(({ body }) => body.id);
    const statuses = async (): Promise<Record<string, number>> => {
      const orders = await Promise.all(ids.map((id) => getPatiently<Order>(people.operator, `/v1/orders/${id}`)));
      const counts: Record<string, number> = {};
      for (const { body } of orders) counts[body.status] = (counts[body.status] ?? 0) + 1;
      return counts;
    };
    await eventually(async () => expect(await statuses()).toEqual({ confirmed: 1, rejected: 199 }), {
      timeoutMs: 60_000,
      intervalMs: 500,
    });
    expect(await shop.stockOf(sku)).toEqual({ available: 0, reserved: 1, sold: 0 });
    const { ledger } = await keeper.read([sku]);
    expect(ledger.filter(({ reference }) => ids.includes(reference)).map(({ kind }) => kind)).toEqual(['authorize']);
    // Both of them decided: each had some of the partitions, all the time.
    expect(await keeper.instancesOf('inventory')).toEqual(['inventory#1', 'inventory#2']);
  });
});
