import { randomBytes, randomUUID } from 'node:crypto';
import { eventually, type SystemStart } from '@windrose/testing';
import { BAD_REQUESTS, INVALID_ORDERS } from './system/bad-requests';
import { Client, type Page, type Problem } from './system/client';
import { Installation } from './system/installation';
import { ledgerOf } from './system/ledger';
import { Logs } from './system/logs';
import { basket, placed, Shop, untilStatus, type Account, type Order } from './system/shop';
import { causesIn, HAPPY_PATH, outOfOrder, type StoryEvent } from './system/story';

const PROBLEM = {
  type: expect.any(String),
  title: expect.any(String),
  detail: expect.any(String),
  code: expect.any(String),
};

describe('a first order', () => {
  let installation: Installation;
  let start: SystemStart;
  let shop: Shop;
  let ada: Account;
  let customer: Client;

  beforeAll(async () => {
    installation = await Installation.create();
    start = await installation.start();
    shop = new Shop(start.run.edge);
    ada = await shop.customer('ada');
    customer = ada.client;
  });

  afterAll(() => installation.remove());

  async function story(id: string): Promise<readonly StoryEvent[]> {
    const { status, body } = await customer.get<Page<StoryEvent>>(`/v1/orders/${id}/events`);
    expect(status).toBe(200);
    return body.data;
  }

  async function typesOf(id: string): Promise<string[]> {
    return (await story(id)).map(({ type }) => type);
  }

  async function providerEntries(id: string): Promise<{ kind: string; amount: number; currency: string }[]> {
    const entries = (await ledgerOf(start.run.providerUrl)).filter(({ reference }) => reference === id);
    return entries.map(({ kind, amount, currency }) => ({ kind, amount, currency }));
  }

  describe('that goes well', () => {
    const key = randomUUID();
    const trace = randomBytes(16).toString('hex');
    let body: object;
    let order: Order;

    beforeAll(async () => {
      await shop.product('lantern', 10, 1_990);
      await shop.product('rope', 20, 450);
      body = basket({ lantern: 2, rope: 3 });
      const headers = { 'idempotency-key': key, prefer: 'wait=30', traceparent: `00-${trace}-00f067aa0ba902b7-01` };
      const answer = await customer.post<Order>('/v1/orders', body, headers);
      expect(answer.status).toBe(201);
      expect(answer.headers.get('location')).toBe(`/v1/orders/${answer.body.id}`);
      expect(answer.headers.get('preference-applied')).toBe('wait=30');
      expect(answer.headers.get('idempotent-replayed')).toBeNull();
      // It was held until payment had answered, so what follows is the way to the customer.
      expect(['confirmed', 'shipped', 'delivered', 'completed']).toContain(answer.body.status);
      order = await untilStatus(customer, answer.body.id, 'completed');
    });

    it('is completed, with the prices of the products and the address that was given', () => {
      expect(order).toMatchObject({
        customerId: ada.id,
        stage: null,
        reason: null,
        nextAction: null,
        version: 6,
        lines: [
          { sku: 'lantern', name: 'Product lantern', quantity: 2, unitPrice: { amount: 1_990, currency: 'EUR' } },
          { sku: 'rope', name: 'Product rope', quantity: 3, unitPrice: { amount: 450, currency: 'EUR' } },
        ],
        totals: {
          items: { amount: 5_330, currency: 'EUR' },
          shipping: { amount: 0, currency: 'EUR' },
          tax: { amount: 0, currency: 'EUR' },
          discount: { amount: 0, currency: 'EUR' },
        },
        total: { amount: 5_330, currency: 'EUR' },
        shippingAddress: { city: 'Bergen', country: 'NO' },
      });
    });

    it('is the same order again for the same key and body, and refused for another body', async () => {
      const again = await customer.post<Order>('/v1/orders', body, { 'idempotency-key': key });
      expect(again.status).toBe(201);
      expect(again.headers.get('idempotent-replayed')).toBe('true');
      expect(again.body).toEqual(order);
      const other = await customer.post<Problem>('/v1/orders', basket({ rope: 1 }), { 'idempotency-key': key });
      expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
    });

    it('has its story in causal order, every event of the path once', async () => {
      const events = await eventually(async () => {
        const all = await story(order.id);
        expect(all).toHaveLength(HAPPY_PATH.length);
        return all;
      });
      expect(causesIn(events).sort()).toEqual([...HAPPY_PATH].sort());
      expect(outOfOrder(events)).toEqual([]);
      expect(events[0]!.actor).toEqual({ type: 'customer', id: ada.id });
      expect(new Set(events.map(({ correlationId }) => correlationId)).size).toBe(1);
    });

    it('carries the trace of its caller through every service', async () => {
      const logs = await Logs.open(start.run.databaseUrl);
      try {
        for (const service of ['orders', 'inventory', 'payments', 'shipping', 'notifications'] as const) {
          const traces = await eventually(async () => {
            const found = await logs.tracesOf(service, order.id);
            expect(found).not.toEqual([]);
            return found;
          });
          expect({ service, traces }).toEqual({ service, traces: [trace] });
        }
      } finally {
        await logs.close();
      }
    });

    it('is paid, delivered and sold: payment, shipment, provider and stock agree', async () => {
      const amount = { amount: 5_330, currency: 'EUR' };
      expect((await customer.get(`/v1/orders/${order.id}/payment`)).body).toMatchObject({
        status: 'captured',
        amount,
        captured: amount,
        refunded: { amount: 0, currency: 'EUR' },
      });
      const lines = [
        { sku: 'lantern', quantity: 2 },
        { sku: 'rope', quantity: 3 },
      ];
      const shipments = await customer.get<Page<unknown>>(`/v1/orders/${order.id}/shipments`);
      expect(shipments.body.data).toEqual([
        { id: expect.any(String), orderId: order.id, status: 'delivered', lines, amount, reason: null },
      ]);
      expect(await providerEntries(order.id)).toEqual([
        { kind: 'authorize', ...amount },
        { kind: 'capture', ...amount },
      ]);
      await shop.untilStock('lantern', { available: 8, reserved: 0, sold: 2 });
      await shop.untilStock('rope', { available: 17, reserved: 0, sold: 3 });
    });

    it('is not sent again to who has it, and can be read as it was at each version', async () => {
      const address = `/v1/orders/${order.id}`;
      const etag = (await customer.get(address)).headers.get('etag')!;
      const again = await customer.get(address, { 'if-none-match': etag });
      expect([again.status, again.headers.get('etag'), again.body]).toEqual([304, etag, null]);
      expect((await customer.get(address, { 'if-none-match': '"another"' })).status).toBe(200);
      const held = await customer.get(address, { 'if-none-match': etag, prefer: 'wait=1' });
      expect([held.status, held.headers.get('preference-applied')]).toEqual([304, 'wait=1']);

      const was = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => customer.get<Order>(`${address}?version=${n}`)));
      expect(was.map((answer) => [answer.body.version, answer.body.status, answer.body.stage])).toEqual([
        [1, 'pending', 'awaiting_stock'],
        [2, 'pending', 'awaiting_payment'],
        [3, 'confirmed', null],
        [4, 'shipped', null],
        [5, 'delivered', null],
        [6, 'completed', null],
      ]);
      expect(was[5]!.body).toEqual(order);
      expect(new Set(was.map((answer) => answer.headers.get('etag'))).size).toBe(6);
    });

    it('is nobody else’s business, but the operator’s', async () => {
      const { client: stranger } = await shop.customer('stranger');
      for (const path of ['', '/events', '/payment', '/shipments']) {
        const { status, body: problem } = await stranger.get<Problem>(`/v1/orders/${order.id}${path}`);
        expect([path, status, problem.code]).toEqual([path, 404, 'not_found']);
      }
      const operator = await shop.operator();
      expect((await operator.get<Order>(`/v1/orders/${order.id}`)).body).toEqual(order);
    });
  });

  it('tells of each change as it comes to who waits for the next one', async () => {
    const sku = await shop.product('barometer', 1);
    const { id } = await placed(customer, basket({ [sku]: 1 }));
    const seen: Order[] = [];
    for (let etag = '"none yet"'; seen.at(-1)?.status !== 'completed';) {
      const headers = { 'if-none-match': etag, prefer: 'wait=30' };
      const answer = await customer.get<Order>(`/v1/orders/${id}`, headers);
      expect(answer.status).toBe(200);
      etag = answer.headers.get('etag')!;
      seen.push(answer.body);
    }
    const versions = seen.map(({ version }) => version);
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
  });

  it('that is sent fifty times at once under one key is one order', async () => {
    const sku = await shop.product('bell', 100);
    const headers = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => customer.post<Order>('/v1/orders', basket({ [sku]: 1 }), headers)),
    );
    const accepted = answers.filter(({ status }) => status === 201);
    // 409: the first call was still running.
    for (const { status } of answers) expect([201, 409]).toContain(status);
    expect(accepted.filter((answer) => answer.headers.get('idempotent-replayed') === null)).toHaveLength(1);
    expect(new Set(accepted.map(({ body }) => body.id)).size).toBe(1);
    await untilStatus(customer, accepted[0]!.body.id, 'completed');
    await shop.untilStock(sku, { available: 99, reserved: 0, sold: 1 });
  });

  describe('that can not be had', () => {
    it('is rejected when there is not enough of one product, and takes nothing of the others', async () => {
      await shop.product('anchor', 5);
      await shop.product('sail', 1);
      const { id } = await placed(customer, basket({ anchor: 2, sail: 2 }));
      const order = await untilStatus(customer, id, 'rejected');
      expect(order.reason).toMatchObject({ code: 'out_of_stock' });
      const types = ['OrderPlaced', 'StockReservationRejected', 'OrderRejected', 'EmailComposed'];
      await eventually(async () => expect(await typesOf(id)).toEqual(types));
      expect(await providerEntries(id)).toEqual([]);
      expect(await shop.stockOf('anchor')).toEqual({ available: 5, reserved: 0, sold: 0 });
      expect(await shop.stockOf('sail')).toEqual({ available: 1, reserved: 0, sold: 0 });
    });

    it('is rejected when the payment is declined, and gives back what was reserved', async () => {
      const sku = await shop.product('rudder', 4);
      const { id } = await placed(customer, basket({ [sku]: 3 }, 'tok_declined'));
      const order = await untilStatus(customer, id, 'rejected');
      expect(order.reason).toMatchObject({ code: 'payment_declined' });
      await shop.untilStock(sku, { available: 4, reserved: 0, sold: 0 });
      const types = await eventually(async () => {
        const all = await typesOf(id);
        expect(all).toContain('EmailComposed');
        return all;
      });
      expect(types).toEqual(
        expect.arrayContaining(['StockReserved', 'PaymentDeclined', 'OrderRejected', 'StockReservationReleased']),
      );
      expect(await providerEntries(id)).toEqual([]);
      expect((await customer.get(`/v1/orders/${id}/payment`)).body).toMatchObject({ status: 'declined' });
    });
  });

  describe('that is not understood', () => {
    it.each(INVALID_ORDERS)('because of %s: 422 that names the field', async (_what, change, pointer) => {
      const body = { ...basket({ compass: 1 }), ...change };
      const answer = await customer.post<Problem>('/v1/orders', body, { 'x-request-id': 'the-request' });
      expect(answer.status).toBe(422);
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(answer.headers.get('x-request-id')).toBe('the-request');
      const errors = expect.arrayContaining([{ pointer, detail: expect.any(String) }]);
      expect(answer.body).toMatchObject({ ...PROBLEM, status: 422, requestId: 'the-request', errors });
    });

    it.each(BAD_REQUESTS)('because of %s: %i', async (_what, status, method, path, request) => {
      const answer = await customer.send<Problem>(method, path, request);
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(answer.body).toMatchObject({ ...PROBLEM, status, requestId: expect.any(String) });
      if (status === 405) expect(answer.headers.get('allow')).toMatch(/GET.*POST/);
    });

    it.each([
      ['no token', undefined],
      ['a token that nobody signed', 'not.a.token'],
    ])('because of %s: 401', async (_what, token) => {
      const answer = await new Client(start.run.edge, token).post<Problem>('/v1/orders', basket({ compass: 1 }));
      expect([answer.status, answer.body.code]).toEqual([401, 'unauthorized']);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
    });

    it('is told from a wrong password, an e-mail address that is taken, and a call for operators', async () => {
      const { email, password } = ada;
      const wrong = await shop.anyone.post('/v1/auth/token', { email, password: 'wrong' });
      const taken = await shop.anyone.post('/v1/customers', { email, password, name: 'Ada again' });
      const price = { amount: 1, currency: 'EUR' };
      const product = await customer.post('/v1/products', { sku: 'mine', name: 'Mine', price, stock: 1 });
      expect([wrong.status, taken.status, product.status]).toEqual([401, 409, 403]);
    });
  });

  it('is found in the list of its customer: newest first, page by page, by status', async () => {
    const { client: reader } = await shop.customer('reader');
    const sku = await shop.product('chart', 3);
    const ids: string[] = [];
    for (let n = 0; n < 3; n += 1) ids.unshift((await placed(reader, basket({ [sku]: 1 }))).id);
    for (const id of ids) await untilStatus(reader, id, 'completed');
    const { id: rejected } = await placed(reader, basket({ [sku]: 1 }));
    await untilStatus(reader, rejected, 'rejected');

    const listed = async (): Promise<string[]> => (await reader.all<Order>('/v1/orders', 2)).map(({ id }) => id);
    await eventually(async () => expect(await listed()).toEqual([rejected, ...ids]));
    await eventually(async () => {
      const { body } = await reader.get<Page<Order>>('/v1/orders?status=completed&limit=2');
      expect(body.data.map(({ id }) => id)).toEqual(ids.slice(0, 2));
      expect(body.nextCursor).toEqual(expect.any(String));
    });
    const everybody = await (await shop.operator()).all<Order>('/v1/orders', 100);
    expect(new Set(everybody.map(({ customerId }) => customerId)).size).toBeGreaterThan(1);
  });
});
