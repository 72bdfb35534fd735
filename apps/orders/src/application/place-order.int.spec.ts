import type { PlacedOrder, PlaceOrder, ProductEntry, RequestContext, Result } from '@windrose/contracts';
import { Work, type EventLog } from '@windrose/event-log';
import { newId, ServiceUnavailable } from '@windrose/platform';
import { createTestLog, eventually, openTestLog, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { eur, command as someCommand } from '../domain/order.fixtures';
import { CatalogueStore } from '../persistence/catalogue-store';
import { OrderReader } from '../persistence/order-reader';
import { AMPLE } from './deadlines.fixtures';
import { keepProduct } from './keep-product';
import { OrderPlacement } from './place-order';
import { PriceList, type EntrySource } from './price-list';

const context: RequestContext = {
  actor: { type: 'customer', id: 'c1' },
  correlationId: 'corr',
  traceparent: '00-ab-cd-01',
};

/** Inventory's side of the catalogue: what it answers when it is asked. */
class Inventory implements EntrySource {
  readonly asked: string[] = [];
  reachable = true;
  constructor(private readonly entries: readonly ProductEntry[] = []) {}

  async read(skus: readonly string[]): Promise<ReadonlyMap<string, ProductEntry>> {
    this.asked.push(...skus);
    if (!this.reachable) throw new ServiceUnavailable('nobody answers');
    return new Map(this.entries.filter(({ sku }) => skus.includes(sku)).map((entry) => [entry.sku, entry]));
  }
}

function entry(sku: string, change: Partial<ProductEntry> = {}): ProductEntry {
  return { sku, name: sku.toUpperCase(), price: eur(100), active: true, position: 1, ...change };
}

function placement(log: EventLog, inventory: EntrySource): OrderPlacement {
  const prices = new PriceList(new CatalogueStore(log), inventory);
  return new OrderPlacement(log, prices, new OrderReader(log, AMPLE), AMPLE);
}

function commandFor(sku: string, change: Partial<PlaceOrder> = {}): PlaceOrder {
  return { ...someCommand, orderId: newId(), lines: [{ sku, quantity: 2 }], ...change };
}

function valueOf(result: Result<PlacedOrder>): PlacedOrder {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.refusal)}`);
  return result.value;
}

describe('placing orders on the log', () => {
  let postgres: TestPostgres;
  let databaseUrl: string;
  let log: EventLog;
  let inventory: Inventory;
  let orders: OrderPlacement;

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());

  beforeEach(async () => {
    ({ log, databaseUrl } = await createTestLog(postgres, 'orders'));
    inventory = new Inventory();
    orders = placement(log, inventory);
    await know(entry('mug', { price: eur(1250) }));
  });
  afterEach(() => log.close());

  /** As the consumer of inventory's events does it. */
  async function know(product: ProductEntry): Promise<void> {
    const work = new Work(log);
    keepProduct(work, product, product.position);
    await work.commit();
  }

  function placedIn(where: EventLog) {
    return where.readAll({ after: 0, limit: 1_000 });
  }

  it('answers with the order as it stands in the log', async () => {
    const command = commandFor('mug');
    const { order, replayed } = valueOf(await orders.place(command, context));
    expect(replayed).toBe(false);
    expect(order).toMatchObject({
      id: command.orderId,
      customerId: 'c1',
      status: 'pending',
      stage: 'awaiting_stock',
      version: 1,
      lines: [{ sku: 'mug', name: 'MUG', quantity: 2, unitPrice: eur(1250) }],
      total: eur(2500),
      reason: null,
    });
    const [event] = await log.readStream(`order-${command.orderId}`);
    expect(event).toMatchObject({
      type: 'OrderPlaced',
      key: command.orderId,
      meta: {
        actor: context.actor,
        tenant: 'default',
        causationId: null,
        correlationId: 'corr',
        traceparent: '00-ab-cd-01',
      },
    });
    expect([order.placedAt, order.updatedAt]).toEqual([event!.recordedAt, event!.recordedAt]);
    expect(inventory.asked).toEqual([]);
  });

  describe('prices', () => {
    it('are asked for where the copy does not know the product, and not kept from there', async () => {
      inventory = new Inventory([entry('new', { price: eur(700), position: 9 })]);
      orders = placement(log, inventory);
      const lines = [
        { sku: 'mug', quantity: 1 },
        { sku: 'new', quantity: 1 },
        { sku: 'new', quantity: 1 },
      ];
      expect(valueOf(await orders.place(commandFor('', { lines }), context)).order.total).toEqual(eur(2650));
      expect(inventory.asked).toEqual(['new']);
      await know(entry('new', { price: eur(800), position: 12 }));
      expect(valueOf(await orders.place(commandFor('new'), context)).order.total).toEqual(eur(1600));
      expect(inventory.asked).toEqual(['new']);
    });

    it('of a product that nobody knows make a refusal', async () => {
      expect(await orders.place(commandFor('ghost'), context)).toMatchObject({
        ok: false,
        refusal: { code: 'invalid', errors: [{ pointer: '#/lines/0/sku' }] },
      });
      expect(await placedIn(log)).toEqual([]);
    });

    it('that can not be asked for make the service unavailable, not the order invalid', async () => {
      inventory.reachable = false;
      await expect(orders.place(commandFor('ghost'), context)).rejects.toThrow(ServiceUnavailable);
      expect((await orders.place(commandFor('mug'), context)).ok).toBe(true);
    });
  });

  describe('the same key', () => {
    it('places one order for 50 calls at once on two instances', async () => {
      const second = await openTestLog(databaseUrl, 'orders');
      try {
        const both = [orders, placement(second, inventory)];
        const command = commandFor('mug', { requestDigest: 'd1' });
        const results = await Promise.all(Array.from({ length: 50 }, (_, i) => both[i % 2]!.place(command, context)));
        const placed = results.map(valueOf);
        expect(placed.filter(({ replayed }) => !replayed)).toHaveLength(1);
        expect(new Set(placed.map(({ order }) => JSON.stringify(order))).size).toBe(1);
        expect(await placedIn(log)).toHaveLength(1);
      } finally {
        await second.close();
      }
    });

    it('is refused for another request', async () => {
      const command = commandFor('mug', { requestDigest: 'd1' });
      await orders.place(command, context);
      const other = await orders.place(
        { ...command, lines: [{ sku: 'mug', quantity: 9 }], requestDigest: 'd2' },
        context,
      );
      expect(other).toMatchObject({ ok: false, refusal: { code: 'idempotency_key_reused' } });
      expect(await placedIn(log)).toHaveLength(1);
    });

    it('repeats a refusal, even when the request would be accepted by now', async () => {
      const command = commandFor('late', { requestDigest: 'd1' });
      const first = await orders.place(command, context);
      await know(entry('late'));
      const again = await orders.place(command, context);
      expect(first).toMatchObject({ ok: false, refusal: { code: 'invalid' } });
      if (first.ok || again.ok) throw new Error('accepted what had been refused');
      expect(again.refusal).toEqual({ ...first.refusal, replayed: true });
      expect(await placedIn(log)).toEqual([]);
    });

    it('repeats the order when what was sold then is not for sale any more', async () => {
      const command = commandFor('mug', { requestDigest: 'd1' });
      await orders.place(command, context);
      await know(entry('mug', { active: false, position: 5 }));
      expect(valueOf(await orders.place(command, context))).toMatchObject({
        replayed: true,
        order: { total: eur(2500) },
      });
    });

    it('is recognised by the order itself when the command was forgotten', async () => {
      const command = commandFor('mug', { requestDigest: 'd1' });
      await orders.place(command, context);
      await log.pool.query('delete from orders.commands');
      expect(valueOf(await orders.place(command, context)).replayed).toBe(true);
      const other = { ...command, shippingAddress: { ...command.shippingAddress, city: 'Basel' } };
      expect(await orders.place(other, context)).toMatchObject({
        ok: false,
        refusal: { code: 'idempotency_key_reused' },
      });
    });
  });

  it('keeps no refusal of a request that can not be repeated', async () => {
    const command = commandFor('late');
    expect((await orders.place(command, context)).ok).toBe(false);
    await know(entry('late'));
    expect((await orders.place(command, context)).ok).toBe(true);
  });

  describe('a lost answer of the database', () => {
    let link: LossyLink;
    let far: EventLog;

    beforeEach(async () => {
      link = await LossyLink.to(databaseUrl);
      far = await openTestLog(link.url, 'orders');
    });
    afterEach(async () => {
      await far.close();
      await link.close();
    });

    it('is found again: the order is placed once, and it is this call that placed it', async () => {
      const farOrders = placement(far, inventory);
      await farOrders.place(commandFor('mug'), context);
      const command = commandFor('mug', { requestDigest: 'd1' });
      link.loseAnswersTo('append');
      const answer = farOrders.place(command, context);
      await eventually(async () => expect(await placedIn(log)).toHaveLength(2));
      link.cut();
      expect(valueOf(await answer)).toMatchObject({ replayed: false, order: { id: command.orderId, version: 1 } });
      expect(await placedIn(log)).toHaveLength(2);
    });
  });
});

/** A TCP link to PostgreSQL that can lose what the server answers to a statement. */
class LossyLink {
  private readonly sockets = new Set<Socket>();
  private lost: string | null = null;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async to(databaseUrl: string): Promise<LossyLink> {
    const target = new URL(databaseUrl);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const near = new URL(databaseUrl);
    near.hostname = '127.0.0.1';
    near.port = String((server.address() as AddressInfo).port);
    const link = new LossyLink(server, near.href);
    server.on('connection', (client) => link.join(client, connect(Number(target.port), target.hostname)));
    return link;
  }

  /** From now on a connection that runs this named statement gets no more answers. */
  loseAnswersTo(statement: string): void {
    this.lost = statement;
  }

  /** Breaks all connections; new ones work. */
  cut(): void {
    this.lost = null;
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(client: Socket, server: Socket): void {
    let deaf = false;
    client.on('data', (bytes: Buffer) => {
      if (this.lost !== null && bytes.includes(`\0${this.lost}\0`)) deaf = true;
      server.write(bytes);
    });
    server.on('data', (bytes: Buffer) => {
      if (!deaf) client.write(bytes);
    });
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.sockets.add(one);
      one.on('error', () => undefined);
      one.on('close', () => {
        this.sockets.delete(one);
        other.destroy();
      });
    }
  }
}
