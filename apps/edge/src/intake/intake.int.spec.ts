import { ok, type OrderView, type StoryEvent } from '@windrose/contracts';
import type { EventLog } from '@windrose/event-log';
import { eventually, startTestNats } from '@windrose/testing';
import { type FakeOrders, PLACE_ORDER } from '../fixtures/fake-orders';
import { bodyOf, TestEdge } from '../fixtures/test-edge';
import { twoEdges } from '../fixtures/two-edges';
import type { ProblemBody } from '../http/problem/problem';
import { Intake } from './intake';

describe('the intake', () => {
  const edges = twoEdges();
  const accepted = () => edges.accepted();
  const handOver = () => edges.handOver();
  let edge: TestEdge;
  let second: TestEdge;
  let orders: FakeOrders;
  let logs: [EventLog, EventLog];
  let customer: string;
  let other: string;
  let operator: string;

  beforeEach(async () => {
    ({ edge, second, orders, logs } = edges);
    [customer, other, operator] = await Promise.all([
      edge.token('c1', 'customer'),
      edge.token('c2', 'customer'),
      edge.token('op', 'operator'),
    ]);
  });

  interface Placing {
    readonly at?: TestEdge;
    readonly body?: unknown;
  }
  const place = (headers: Record<string, string> = {}, { at = edge, body = PLACE_ORDER }: Placing = {}) =>
    at.fetch('/v1/orders', {
      method: 'POST',
      headers: { authorization: `Bearer ${customer}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const queued = (headers: Record<string, string> = {}): Promise<OrderView> => bodyOf(place(headers));
  const get = (path: string, { token = customer, at = edge, headers = {} } = {}) =>
    at.fetch(path, { headers: { authorization: `Bearer ${token}`, ...headers } });
  const read = (id: string, options?: Parameters<typeof get>[1]): Promise<OrderView> =>
    bodyOf(get(`/v1/orders/${id}`, options));

  it('accepts an order that its client does not want to wait for, and has it before it says so', async () => {
    await orders.answer();
    const response = await place({ prefer: 'respond-async', 'x-request-id': 'req-7' });
    const order = await bodyOf<OrderView>(response);
    expect([response.status, response.headers.get('location'), response.headers.get('preference-applied')]).toEqual([
      202,
      `/v1/orders/${order.id}`,
      'respond-async',
    ]);
    expect(order).toEqual({
      id: order.id,
      customerId: 'c1',
      status: 'pending',
      stage: 'queued',
      version: 0,
      lines: [{ sku: 'tea', quantity: 2, name: null, unitPrice: null, amount: null }],
      totals: null,
      total: null,
      shippingAddress: PLACE_ORDER.shippingAddress,
      reason: null,
      nextAction: null,
      waitsFor: { what: 'orders', until: null },
      placedAt: expect.stringMatching(/^2\d{3}-.*Z$/),
      updatedAt: order.placedAt,
    });
    expect(edge.services.inputsOf('rpc.v1.orders.place')).toEqual([]);
    const [event] = await logs[1].readByKey(order.id);
    expect(event).toMatchObject({
      type: 'CommandAccepted',
      streamId: `order-${order.id}`,
      data: { orderId: order.id, command: { type: 'PlaceOrder', customerId: 'c1', ...PLACE_ORDER } },
      meta: { actor: { type: 'customer', id: 'c1' }, correlationId: 'req-7', causationId: null },
    });
    expect(await read(order.id, { at: second })).toEqual(order);
  });

  it('accepts by itself what orders is not there for, does not answer, or whose answer was lost', async () => {
    expect((await place()).status).toBe(202);
    await edge.services.on('rpc.v1.orders.place', 'silent');
    const startedAt = performance.now();
    expect((await place()).status).toBe(202);
    expect(performance.now() - startedAt).toBeLessThan(6_000);
    await edge.services.on('rpc.v1.orders.place', (command) => {
      orders.place(command);
      return new Promise(() => undefined);
    });
    const lost = await place();
    expect([lost.status, (await accepted()).length]).toEqual([202, 3]);
    await orders.answer();
    // Orders has it, whatever became of its answer.
    expect(await read((await bodyOf<OrderView>(lost)).id)).toMatchObject({ version: 1, stage: 'awaiting_stock' });
  });

  it('shows a queued order to those who may see it, with all that there is about it', async () => {
    const { id } = await queued();
    expect((await get(`/v1/orders/${id}`, { token: operator })).status).toBe(200);
    const hidden = await get(`/v1/orders/${id}`, { token: other });
    const missing = await get('/v1/orders/01890000-0000-7000-8000-000000000000');
    expect([hidden.status, missing.status]).toEqual([404, 503]);

    const story = await bodyOf<{ data: StoryEvent[] }>(get(`/v1/orders/${id}/events`));
    expect(story.data).toEqual([
      expect.objectContaining({ service: 'edge', type: 'CommandAccepted', actor: { type: 'customer', id: 'c1' } }),
    ]);
    expect((await get(`/v1/orders/${id}/events`, { token: other })).status).toBe(404);
    expect(await (await get(`/v1/orders/${id}/shipments`)).json()).toEqual({ data: [] });
    expect((await get(`/v1/orders/${id}/payment`)).status).toBe(404);

    const response = await get(`/v1/orders/${id}`);
    const etag = response.headers.get('etag') ?? '';
    expect((await get(`/v1/orders/${id}`, { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  it('is one story with what orders makes of it', async () => {
    const { id } = await queued();
    await orders.answer();
    await handOver();
    const none = () => ok([]);
    for (const service of ['inventory', 'payments', 'shipping', 'notifications'] as const) {
      await edge.services.on(`rpc.v1.${service}.get-story`, none);
    }
    const { eventId } = (await logs[0].readByKey(id))[0]!;
    await edge.services.on('rpc.v1.orders.get-story', () =>
      // An effect whose clock is behind that of its cause.
      ok([{ ...PLACED_EVENT, at: '2020-01-01T00:00:00Z', causationId: eventId }]),
    );
    const { data } = await bodyOf<{ data: StoryEvent[] }>(get(`/v1/orders/${id}/events`));
    expect(data.map(({ service, type }) => `${service}.${type}`)).toEqual([
      'edge.CommandAccepted',
      'orders.OrderPlaced',
    ]);
  });

  it('never goes back from what orders said to what the edge knew, whichever edge is asked', async () => {
    const { id } = await queued();
    expect(await read(id)).toMatchObject({ stage: 'queued' });
    await orders.answer();
    expect(await read(id)).toMatchObject({ stage: 'queued', version: 0 });
    await handOver();
    expect(await read(id)).toMatchObject({ stage: 'awaiting_stock', version: 1 });
    orders.advance(id, 'confirmed');
    expect(await read(id)).toMatchObject({ status: 'confirmed', version: 2 });
    await edge.services.reset();
    expect((await get(`/v1/orders/${id}`)).status).toBe(503);
    expect((await get(`/v1/orders/${id}`, { at: second })).status).toBe(503);
    expect((await get(`/v1/orders/${id}/events`, { at: second })).status).toBe(503);
  });

  it('answers soon for a queued order when orders is silent', async () => {
    const { id } = await queued();
    await edge.services.on('rpc.v1.orders.get', 'silent');
    const startedAt = performance.now();
    expect(await read(id)).toMatchObject({ stage: 'queued' });
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  it('has no past of a queued order', async () => {
    const { id } = await queued();
    await orders.answer();
    expect((await get(`/v1/orders/${id}?version=1`)).status).toBe(404);
  });

  describe('Idempotency-Key', () => {
    const key = { 'idempotency-key': 'k' };

    it('makes one order of 50 parallel calls through two edges, and of one after a restart', async () => {
      const responses = await Promise.all(
        Array.from({ length: 50 }, (_, i) => place(key, { at: i % 2 === 0 ? edge : second })),
      );
      const ids = await Promise.all(responses.map(async (response) => (await bodyOf<OrderView>(response)).id));
      expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([202]));
      expect(new Set(ids).size).toBe(1);
      expect(await accepted()).toHaveLength(1);
      expect(responses.filter((response) => response.headers.get('idempotent-replayed') === null)).toHaveLength(1);

      second = await edges.restartSecond();
      const again = await place(key, { at: second });
      expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([202, 'true']);
      expect((await bodyOf<OrderView>(again)).id).toBe(ids[0]);
    });

    it('gives exactly one of two bodies the order, also in parallel', async () => {
      const another = { ...PLACE_ORDER, payment: { token: 'tok_other' } };
      const responses = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          place(key, { at: i % 2 === 0 ? edge : second, body: i % 3 === 0 ? another : PLACE_ORDER }),
        ),
      );
      const [event] = await accepted();
      const won = event?.command.type === 'PlaceOrder' && event.command.payment.token === 'tok_other';
      expect(responses.map(({ status }) => status)).toEqual(
        responses.map((_, i) => ((i % 3 === 0) === won ? 202 : 422)),
      );
      expect(await accepted()).toHaveLength(1);
    });

    it('keeps the status when orders is back, before and after it has come to the order', async () => {
      const { id } = await queued(key);
      await orders.answer();
      const another = await place(key, { body: { ...PLACE_ORDER, payment: { token: 'tok_other' } } });
      expect([another.status, (await bodyOf<ProblemBody>(another)).code]).toEqual([422, 'idempotency_key_reused']);
      const before = await place(key);
      expect([before.status, await before.json()]).toEqual([202, expect.objectContaining({ id, stage: 'queued' })]);
      expect(orders.orders.size).toBe(0);
      await handOver();
      orders.advance(id, 'confirmed');
      const after = await place(key, { at: second });
      expect([after.status, after.headers.get('idempotent-replayed'), after.headers.get('etag')]).toEqual([
        202,
        'true',
        '"v2"',
      ]);
      expect(await after.json()).toMatchObject({ id, status: 'confirmed' });
    });

    it('gives 201 again for what orders has placed, to a client that does not want to wait, too', async () => {
      await orders.answer();
      const { id } = await bodyOf<OrderView>(place(key));
      const again = await place({ ...key, prefer: 'respond-async' });
      expect([again.status, again.headers.get('idempotent-replayed'), (await bodyOf<OrderView>(again)).id]).toEqual([
        201,
        'true',
        id,
      ]);
      expect(await accepted()).toEqual([]);
    });

    it('is one order when the first answer was lost and the second call finds nobody', async () => {
      await edge.services.on('rpc.v1.orders.place', (command) => {
        orders.place(command);
        return new Promise(() => undefined);
      });
      const first = place(key);
      await eventually(() => expect(orders.orders.size).toBe(1));
      await edge.services.reset();
      const ids = await Promise.all([first, place(key)].map(async (one) => (await bodyOf<OrderView>(one)).id));
      expect(ids[0]).toBe(ids[1]);
      expect(await accepted()).toHaveLength(1);
    });
  });

  describe('two tries of one request, one of them on its way into the intake', () => {
    const key = { 'idempotency-key': 'k' };

    it('both say 201, and every repeat, when the other one was told so first', async () => {
      await edge.services.on('rpc.v1.orders.place', (command) => {
        orders.place(command);
        return new Promise(() => undefined);
      });
      const slow = place(key);
      await eventually(() => expect(orders.orders.size).toBe(1));
      await orders.answer();
      expect((await place(key, { at: second })).status).toBe(201);
      const late = await slow;
      expect([late.status, late.headers.get('idempotent-replayed'), (await accepted()).length]).toEqual([
        201,
        'true',
        1,
      ]);
      expect((await place(key)).status).toBe(201);
    });

    it('is not told that orders has placed it when the intake was first', async () => {
      const { id } = await queued(key);
      const intake = new Intake(logs[1]);
      expect(await intake.tellPlaced(id)).toMatchObject({ toldPlaced: false, order: { command: { orderId: id } } });
      expect(await intake.find(id)).toMatchObject({ toldPlaced: false });
    });
  });

  describe('a cancellation of a queued order', () => {
    const cancel = (id: string, { token = customer, at = edge, body = '' } = {}) =>
      at.fetch(`/v1/orders/${id}/cancel`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body }),
      });

    it('queues behind it, once', async () => {
      const { id } = await queued();
      expect((await cancel(id, { token: other })).status).toBe(404);
      const response = await cancel(id, { body: JSON.stringify({ reason: 'ordered twice' }) });
      const order = await bodyOf<OrderView>(response);
      expect([response.status, order.status, order.stage, order.version]).toEqual([200, 'cancelling', null, 0]);
      const again = await Promise.all([cancel(id), cancel(id, { at: second, token: operator })]);
      for (const one of again) expect(await bodyOf<OrderView>(one)).toEqual(order);
      expect(await read(id, { at: second })).toEqual(order);
      expect((await accepted()).map(({ command }) => command.type)).toEqual(['PlaceOrder', 'CancelOrder']);
      expect((await accepted())[1]?.command).toEqual({ type: 'CancelOrder', orderId: id, reason: 'ordered twice' });
      // The two states of a queued order have tags of their own.
      const tags = [response.headers.get('etag'), (await get(`/v1/orders/${id}`)).headers.get('etag')];
      expect(tags).toEqual(['"v0-cancelling"', '"v0-cancelling"']);
    });

    it('is not forgotten in what is shown between the placing and the cancelling', async () => {
      const { id } = await queued();
      await cancel(id);
      await orders.answer();
      await handOver();
      expect(await read(id)).toMatchObject({ status: 'cancelling', stage: null, version: 1 });
      orders.advance(id, 'cancelled');
      expect(await read(id)).toMatchObject({ status: 'cancelled', version: 2 });
    });

    it('goes to orders as soon as that has the order', async () => {
      const { id } = await queued();
      await orders.answer();
      await handOver();
      await edge.services.on('rpc.v1.orders.cancel', () => {
        orders.advance(id, 'cancelled');
        return ok(orders.orders.get(id)!.order);
      });
      expect(await bodyOf<OrderView>(cancel(id))).toMatchObject({ status: 'cancelled', version: 2 });
      expect(await accepted()).toHaveLength(1);
    });
  });

  it('holds the answer as the client prefers, until orders has decided', async () => {
    const answer = place({ prefer: 'respond-async, wait=20' });
    await eventually(async () => expect(await accepted()).toHaveLength(1));
    await orders.answer();
    await handOver();
    const [id = ''] = orders.orders.keys();
    orders.advance(id, 'confirmed');
    const response = await answer;
    expect([response.status, response.headers.get('preference-applied')]).toEqual([202, 'respond-async, wait=20']);
    expect(await response.json()).toMatchObject({ id, status: 'confirmed', version: 2 });
  });

  it('needs no broker', async () => {
    const broker = await startTestNats();
    const alone = await TestEdge.start(broker.url, { log: logs[0], home: edge.home });
    try {
      await broker.kill9();
      const startedAt = performance.now();
      const response = await place({}, { at: alone });
      const { id } = await bodyOf<OrderView>(response);
      expect([response.status, (await get(`/v1/orders/${id}`, { at: alone })).status]).toEqual([202, 200]);
      expect(performance.now() - startedAt).toBeLessThan(4_000);
    } finally {
      await alone.close();
      await broker.stop();
    }
  });

  describe('without its database', () => {
    it('answers 503 while that is gone, and accepts again by itself', async () => {
      const { id } = await queued();
      await edges.postgres.kill9();
      const responses = await Promise.all([place(), place({ prefer: 'respond-async' }), get(`/v1/orders/${id}`)]);
      expect(responses.map(({ status }) => status)).toEqual([503, 503, 503]);
      expect(responses.every((response) => Number(response.headers.get('retry-after')) >= 1)).toBe(true);
      await edges.postgres.restart();
      await eventually(async () => expect((await place()).status).toBe(202));
      expect(await read(id)).toMatchObject({ stage: 'queued' });
    });

    it('still lets orders place, and does not say that an order is not there', async () => {
      await orders.answer();
      await edges.postgres.kill9();
      const response = await place({ 'idempotency-key': 'k' });
      const { id } = await bodyOf<OrderView>(response);
      expect([response.status, (await get(`/v1/orders/${id}`)).status]).toEqual([201, 200]);
      expect((await get('/v1/orders/01890000-0000-7000-8000-000000000000')).status).toBe(503);
      await edges.postgres.restart();
      await edge.services.reset();
    });

    it('answers 503 within the deadline while it does not answer', async () => {
      await queued();
      const { rows } = await logs[0].pool.query<{ pid: number }>('select pid from pg_stat_activity');
      const pids = [edges.postgres.pid!, ...rows.map(({ pid }) => pid)];
      try {
        for (const pid of pids) process.kill(pid, 'SIGSTOP');
        const startedAt = performance.now();
        const response = await place({ prefer: 'respond-async', 'idempotency-key': 'hung' });
        expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
        expect(performance.now() - startedAt).toBeLessThan(9_000);
      } finally {
        for (const pid of pids) process.kill(pid, 'SIGCONT');
      }
      await eventually(async () => expect((await place()).status).toBe(202));
    });
  });
});

const PLACED_EVENT: StoryEvent = {
  id: 'e1',
  service: 'orders',
  position: 1,
  stream: 's',
  type: 'OrderPlaced',
  version: 1,
  at: '',
  data: {},
  actor: { type: 'customer', id: 'c1' },
  causationId: null,
  correlationId: 'c',
};
