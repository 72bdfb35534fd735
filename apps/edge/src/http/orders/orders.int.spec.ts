import { ok, refused, type OrderView, type Page, type StoryEvent } from '@windrose/contracts';
import { eventually, startTestNats, type TestNats } from '@windrose/testing';
import { FakeOrders, PLACE_ORDER } from '../../fixtures/fake-orders';
import { WireFailure } from '../../fixtures/fake-services';
import { samplePayment, sampleShipment } from '../../fixtures/sample-views';
import { bodyOf, TestEdge } from '../../fixtures/test-edge';
import { cursorFor } from '../list/cursor';
import type { ProblemBody } from '../problem/problem';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-([0-9a-f])[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('orders', () => {
  let nats: TestNats;
  let edge: TestEdge;
  let orders: FakeOrders;
  let customer: string;
  let other: string;
  let operator: string;

  beforeAll(async () => {
    nats = await startTestNats();
    edge = await TestEdge.start(nats.url);
    [customer, other, operator] = await Promise.all([
      edge.token('c1', 'customer'),
      edge.token('c2', 'customer'),
      edge.token('op', 'operator'),
    ]);
  });
  beforeEach(async () => {
    await edge.services.reset();
    orders = new FakeOrders(edge.services);
    await orders.answer();
  });
  afterAll(async () => {
    await edge.close();
    await nats.stop();
  });

  const get = (path: string, token = customer, headers: Record<string, string> = {}) =>
    edge.fetch(path, { headers: { authorization: `Bearer ${token}`, ...headers } });
  const place = (headers: Record<string, string> = {}, body: unknown = PLACE_ORDER, token = customer) =>
    edge.fetch('/v1/orders', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const placed = (headers: Record<string, string> = {}): Promise<OrderView> => bodyOf(place(headers));

  describe('placing', () => {
    it('answers 201 with the order, its address and its version', async () => {
      const response = await place();
      const order = await bodyOf<OrderView>(response);
      expect(response.status).toBe(201);
      expect(order).toMatchObject({ customerId: 'c1', status: 'pending', version: 1 });
      expect(UUID.exec(order.id)?.[1]).toBe('7');
      expect(response.headers.get('location')).toBe(`/v1/orders/${order.id}`);
      expect(response.headers.get('etag')).toBe('"v1"');
      expect(response.headers.get('idempotent-replayed')).toBeNull();
      expect(response.headers.get('preference-applied')).toBeNull();
    });

    it('tells orders who asks, in which request and trace', async () => {
      const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
      await place({ traceparent, 'x-request-id': 'req-1' });
      await place({ traceparent: 'nonsense' });
      const contexts = edge.services.asked.map(({ context }) => context);
      expect(contexts[0]).toEqual({ actor: { type: 'customer', id: 'c1' }, correlationId: 'req-1', traceparent });
      expect(contexts[1]?.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
      expect(edge.services.inputsOf('rpc.v1.orders.place')[0]).toEqual({
        ...PLACE_ORDER,
        orderId: expect.any(String),
        customerId: 'c1',
      });
    });

    it('passes on why orders refuses', async () => {
      const errors = [{ pointer: '#/lines/0/sku', detail: 'there is no such product' }];
      await edge.services.on('rpc.v1.orders.place', () => refused('invalid', 'It can not be placed.', errors));
      const response = await place();
      expect([response.status, await response.json()]).toEqual([
        422,
        expect.objectContaining({ code: 'invalid', errors }),
      ]);
    });
  });

  describe('Idempotency-Key', () => {
    it('gives the same answer again and says so', async () => {
      const first = await place({ 'idempotency-key': 'k1' });
      const again = await place({ 'idempotency-key': 'k1' });
      const [a, b] = [await bodyOf<OrderView>(first), await bodyOf<OrderView>(again)];
      expect(b).toEqual(a);
      expect(UUID.exec(a.id)?.[1]).toBe('8');
      expect([first.status, again.status]).toEqual([201, 201]);
      expect(again.headers.get('location')).toBe(first.headers.get('location'));
      expect([first.headers.get('idempotent-replayed'), again.headers.get('idempotent-replayed')]).toEqual([
        null,
        'true',
      ]);
    });

    it('takes the same body for the same however it is written, and another one for another', async () => {
      const { id } = await placed({ 'idempotency-key': 'k2' });
      const { lines, payment, shippingAddress } = PLACE_ORDER;
      const shuffled = { payment, lines: lines.map(({ sku, quantity }) => ({ quantity, sku })), shippingAddress };
      expect(await (await place({ 'idempotency-key': 'k2' }, shuffled)).json()).toMatchObject({ id });
      const different = await place({ 'idempotency-key': 'k2' }, { ...PLACE_ORDER, payment: { token: 'tok_other' } });
      expect([different.status, (await bodyOf<ProblemBody>(different)).code]).toEqual([422, 'idempotency_key_reused']);
    });

    it('belongs to its caller', async () => {
      const mine = await placed({ 'idempotency-key': 'k3' });
      const theirs = await bodyOf<OrderView>(place({ 'idempotency-key': 'k3' }, PLACE_ORDER, other));
      expect(theirs.id).not.toBe(mine.id);
    });

    it('makes one order of 50 parallel calls', async () => {
      const responses = await Promise.all(Array.from({ length: 50 }, () => place({ 'idempotency-key': 'k4' })));
      const ids = await Promise.all(responses.map(async (response) => (await bodyOf<OrderView>(response)).id));
      expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([201]));
      expect(new Set(ids).size).toBe(1);
      expect(orders.orders.size).toBe(1);
      expect(responses.filter((response) => response.headers.get('idempotent-replayed') === null)).toHaveLength(1);
    });

    it('says that a refusal is a repeated one', async () => {
      await edge.services.on('rpc.v1.orders.place', () => ({
        ok: false,
        refusal: { code: 'invalid', detail: 'no', replayed: true },
      }));
      const response = await place({ 'idempotency-key': 'k5' });
      expect([response.status, response.headers.get('idempotent-replayed')]).toEqual([422, 'true']);
    });
  });

  describe('reading', () => {
    it('shows an order to its owner and to operators only', async () => {
      const { id } = await placed();
      expect((await get(`/v1/orders/${id}`)).status).toBe(200);
      expect((await get(`/v1/orders/${id}`, operator)).status).toBe(200);
      const hidden = await get(`/v1/orders/${id}`, other);
      const missing = await get('/v1/orders/01890000-0000-7000-8000-000000000000', other);
      expect([hidden.status, missing.status]).toEqual([404, 404]);
      expect((await bodyOf<ProblemBody>(hidden)).detail).toBe((await bodyOf<ProblemBody>(missing)).detail);
      expect((await get(`/v1/orders/${id.toUpperCase()}`)).status).toBe(200);
    });

    it('answers 304 while the client has the present version', async () => {
      const { id } = await placed();
      const first = await get(`/v1/orders/${id}`);
      const etag = first.headers.get('etag') ?? '';
      const same = await get(`/v1/orders/${id}`, customer, { 'if-none-match': etag });
      expect([same.status, same.headers.get('etag'), await same.text()]).toEqual([304, etag, '']);
      orders.advance(id, 'confirmed');
      const changed = await get(`/v1/orders/${id}`, customer, { 'if-none-match': etag });
      expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"v2"']);
    });

    it('reads an earlier version', async () => {
      const { id } = await placed();
      orders.advance(id, 'confirmed');
      expect((await bodyOf<OrderView>(get(`/v1/orders/${id}?version=1`))).version).toBe(1);
      expect((await get(`/v1/orders/${id}?version=9`)).status).toBe(404);
      await get(`/v1/orders/${id}?at=2026-11-21T10:30:00%2B02:00`);
      expect(edge.services.inputsOf('rpc.v1.orders.get').at(-1)).toEqual({
        orderId: id,
        at: '2026-11-21T08:30:00.000000Z',
      });
    });

    it('answers HEAD like GET, without the body', async () => {
      const { id } = await placed();
      const response = await edge.fetch(`/v1/orders/${id}`, {
        method: 'HEAD',
        headers: { authorization: `Bearer ${customer}` },
      });
      expect([response.status, response.headers.get('etag'), await response.text()]).toEqual([200, '"v1"', '']);
    });

    it('lists own orders, and all for an operator, page by page', async () => {
      await edge.services.on('rpc.v1.orders.list', () => ok({ data: [], nextCursor: 'after-2' }));
      const page = await bodyOf<Page<OrderView>>(get('/v1/orders?limit=2&status=pending'));
      expect(page).toEqual({ data: [], nextCursor: cursorFor('orders', 'after-2') });
      await get(`/v1/orders?cursor=${page.nextCursor}`, operator);
      expect(edge.services.inputsOf('rpc.v1.orders.list')).toEqual([
        { limit: 2, status: 'pending', customerId: 'c1' },
        { limit: 25, cursor: 'after-2' },
      ]);
    });
  });

  describe('Prefer: wait', () => {
    it('holds a new order until it is no longer pending', async () => {
      const answer = place({ prefer: 'wait=10' });
      await eventually(() => expect(edge.services.inputsOf('rpc.v1.orders.get')).toHaveLength(1));
      const [id = ''] = orders.orders.keys();
      orders.advance(id, 'confirmed');
      const response = await answer;
      expect(await response.json()).toMatchObject({ id, status: 'confirmed', version: 2 });
      expect([response.status, response.headers.get('preference-applied'), response.headers.get('etag')]).toEqual([
        201,
        'wait=10',
        '"v2"',
      ]);
    });

    it('answers with the pending order when the time is over', async () => {
      const startedAt = performance.now();
      const response = await place({ prefer: 'wait=1' });
      expect(await response.json()).toMatchObject({ status: 'pending' });
      expect([response.status, response.headers.get('preference-applied')]).toEqual([201, 'wait=1']);
      expect(performance.now() - startedAt).toBeGreaterThan(950);
    });

    it('is kept when the news of the event got lost', async () => {
      const answer = place({ prefer: 'wait=10' });
      await eventually(() => expect(edge.services.inputsOf('rpc.v1.orders.get')).toHaveLength(1));
      orders.advance([...orders.orders.keys()][0] ?? '', 'rejected', { tell: false });
      expect(await (await answer).json()).toMatchObject({ status: 'rejected' });
    });

    it('never turns a placed order into an error', async () => {
      await edge.services.on('rpc.v1.orders.get', () => Promise.reject(new WireFailure('service_unavailable')));
      const response = await place({ prefer: 'wait=1' });
      expect([response.status, response.headers.get('preference-applied')]).toEqual([201, null]);
    });

    it('holds a read until the order changes, else 304', async () => {
      const { id } = await placed();
      const header = { prefer: 'wait=1', 'if-none-match': '"v1"' };
      const unchanged = await get(`/v1/orders/${id}`, customer, header);
      expect([unchanged.status, unchanged.headers.get('preference-applied')]).toEqual([304, 'wait=1']);
      const asked = edge.services.inputsOf('rpc.v1.orders.get').length;
      const answer = get(`/v1/orders/${id}`, customer, { ...header, prefer: 'wait=10' });
      await eventually(() =>
        expect(edge.services.inputsOf('rpc.v1.orders.get').length).toBeGreaterThanOrEqual(asked + 2),
      );
      orders.advance(id, 'confirmed');
      const changed = await answer;
      expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"v2"']);
    });

    it('does not hold a client that has another version', async () => {
      const { id } = await placed();
      const response = await get(`/v1/orders/${id}`, customer, { prefer: 'wait=10', 'if-none-match': '"v0"' });
      expect([response.status, response.headers.get('preference-applied')]).toEqual([200, null]);
    });

    it('follows an order no longer than it waits, also when the client goes away', async () => {
      const { id } = await placed({ prefer: 'wait=1' });
      await eventually(async () => expect(await edge.services.isFollowed(id)).toBe(false));
      const client = new AbortController();
      const header = { authorization: `Bearer ${customer}`, prefer: 'wait=20', 'if-none-match': '"v1"' };
      const given = edge.fetch(`/v1/orders/${id}`, { headers: header, signal: client.signal });
      await eventually(async () => expect(await edge.services.isFollowed(id)).toBe(true));
      client.abort();
      await expect(given).rejects.toThrow();
      await eventually(async () => expect(await edge.services.isFollowed(id)).toBe(false));
    });
  });

  describe('what other services know', () => {
    const event = (service: StoryEvent['service'], position: number, causationId: string | null): StoryEvent => ({
      id: `${service}-${position}`,
      service,
      position,
      stream: 's',
      type: 'T',
      version: position,
      at: `2026-01-01T00:00:0${9 - position}.000000Z`,
      data: {},
      actor: { type: 'service', id: service },
      causationId,
      correlationId: 'c',
    });

    async function tell(parts: Partial<Record<StoryEvent['service'], StoryEvent[]>>): Promise<void> {
      for (const service of ['orders', 'inventory', 'payments', 'shipping', 'notifications'] as const) {
        await edge.services.on(`rpc.v1.${service}.get-story`, () => ok(parts[service] ?? []));
      }
    }

    it('tells the whole story in causal order', async () => {
      const { id } = await placed();
      await tell({
        orders: [event('orders', 1, null), event('orders', 2, 'inventory-1')],
        inventory: [event('inventory', 1, 'orders-1')],
      });
      const story = await bodyOf<{ data: StoryEvent[] }>(get(`/v1/orders/${id}/events`));
      expect(story.data.map((one) => one.id)).toEqual(['orders-1', 'inventory-1', 'orders-2']);
      expect((await get(`/v1/orders/${id}/events`, other)).status).toBe(404);
    });

    it('looks again when an effect was seen without its cause', async () => {
      const { id } = await placed();
      await tell({ orders: [event('orders', 1, null), event('orders', 2, 'inventory-1')] });
      let looks = 0;
      await edge.services.on('rpc.v1.inventory.get-story', () =>
        ok(++looks === 1 ? [] : [event('inventory', 1, 'orders-1')]),
      );
      const story = await bodyOf<{ data: StoryEvent[] }>(get(`/v1/orders/${id}/events`));
      expect(story.data.map((one) => one.id)).toEqual(['orders-1', 'inventory-1', 'orders-2']);
    });

    it('tells no story with a part missing', async () => {
      const { id } = await placed();
      await tell({});
      await edge.services.on('rpc.v1.shipping.get-story', () => Promise.reject(new WireFailure('service_unavailable')));
      const response = await get(`/v1/orders/${id}/events`);
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
    });

    it('shows payment and shipments to those who may see the order', async () => {
      const { id } = await placed();
      const payment = samplePayment(id);
      const shipment = sampleShipment('s1');
      await edge.services.on('rpc.v1.payments.get', () => ok(payment));
      await edge.services.on('rpc.v1.shipping.list', () => ok([shipment]));
      expect(await (await get(`/v1/orders/${id}/payment`)).json()).toEqual(payment);
      expect(await (await get(`/v1/orders/${id}/shipments`, operator)).json()).toEqual({ data: [shipment] });
      expect((await get(`/v1/orders/${id}/payment`, other)).status).toBe(404);
      expect((await get(`/v1/orders/${id}/shipments`, other)).status).toBe(404);
    });
  });

  describe('outages', () => {
    const missing = '/v1/orders/01890000-0000-7000-8000-000000000000';

    it('answers 503 at once while orders is not there', async () => {
      await edge.services.reset();
      const startedAt = performance.now();
      const response = await get(missing);
      expect([response.status, (await bodyOf<ProblemBody>(response)).code]).toEqual([503, 'service_unavailable']);
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      expect(performance.now() - startedAt).toBeLessThan(2_500);
    });

    it('answers 503 when orders fails on the request', async () => {
      await edge.services.on('rpc.v1.orders.place', () => Promise.reject(new WireFailure('internal')));
      const response = await place();
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
      expect((await bodyOf<ProblemBody>(response)).detail).not.toContain('a failure');
    });

    it('answers 503 within the deadline when orders is silent, and never hangs', async () => {
      await edge.services.on('rpc.v1.orders.get', 'silent');
      const startedAt = performance.now();
      expect((await get(missing)).status).toBe(503);
      const tookMs = performance.now() - startedAt;
      expect(tookMs).toBeGreaterThan(4_500);
      expect(tookMs).toBeLessThan(8_000);
    });
  });

  describe('a broker that goes away', () => {
    it('is answered for at once meanwhile, and works again after it', async () => {
      await nats.kill9();
      await eventually(async () => {
        const startedAt = performance.now();
        const response = await get('/v1/orders');
        expect(response.status).toBe(503);
        expect(performance.now() - startedAt).toBeLessThan(2_500);
      });
      expect((await edge.fetch('/livez')).status).toBe(200);
      await nats.restart();
      await eventually(async () => expect((await place()).status).toBe(201));
    });
  });
});
