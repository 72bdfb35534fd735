import { ok, refused, type OrderView, type ReturnView } from '@windrose/contracts';
import { startTestNats, type TestNats } from '@windrose/testing';
import { FakeOrders, PLACE_ORDER } from '../../fixtures/fake-orders';
import { sampleShipment } from '../../fixtures/sample-views';
import { bodyOf, TestEdge } from '../../fixtures/test-edge';
import type { ProblemBody } from '../problem/problem';

const NOBODYS = '01890000-0000-7000-8000-000000000000';
const lines = [{ sku: 'tea', quantity: 1 }];

describe('what can be done with an order', () => {
  let nats: TestNats;
  let edge: TestEdge;
  let orders: FakeOrders;
  let customer: string;
  let other: string;
  let operator: string;
  let id: string;

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
    const command = { ...PLACE_ORDER, orderId: crypto.randomUUID(), customerId: 'c1' };
    orders.place(command);
    id = command.orderId;
  });
  afterAll(async () => {
    await edge.close();
    await nats.stop();
  });

  const post = (path: string, body?: unknown, token = customer, headers: Record<string, string> = {}) =>
    edge.fetch(path, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  const problem = async (response: Response): Promise<unknown[]> => {
    const { code, errors } = await bodyOf<ProblemBody>(response);
    return [response.status, code, ...(errors ?? []).map(({ pointer }) => pointer)];
  };

  describe('cancelling', () => {
    beforeEach(() =>
      edge.services.on('rpc.v1.orders.cancel', ({ orderId }) => {
        orders.advance(orderId, 'cancelled', { tell: false });
        return ok(orders.orders.get(orderId)!.order);
      }),
    );

    it('answers with the order, its new version, and tells orders who wants it and why', async () => {
      const response = await post(`/v1/orders/${id}/cancel`, { reason: 'ordered twice' });
      expect([response.status, response.headers.get('etag')]).toEqual([200, '"v2"']);
      expect(await bodyOf<OrderView>(response)).toMatchObject({ id, status: 'cancelled' });
      const asked = edge.services.asked.find(({ subject }) => subject === 'rpc.v1.orders.cancel');
      expect(asked).toMatchObject({
        input: { orderId: id, reason: 'ordered twice' },
        context: { actor: { type: 'customer', id: 'c1' } },
      });
    });

    it.each([
      ['none', undefined, {}],
      ['an empty object', {}, {}],
    ])('needs no body: %s', async (_what, body, headers) => {
      expect((await post(`/v1/orders/${id}/cancel`, body, operator, headers)).status).toBe(200);
      expect(edge.services.inputsOf('rpc.v1.orders.cancel')).toEqual([{ orderId: id }]);
    });

    it('takes an empty body for none, whatever type it claims to have', async () => {
      for (const type of ['application/json', 'application/x-www-form-urlencoded']) {
        const response = await edge.fetch(`/v1/orders/${id}/cancel`, {
          method: 'POST',
          headers: { authorization: `Bearer ${customer}`, 'content-type': type },
          body: '',
        });
        expect([type, response.status]).toEqual([type, 200]);
      }
    });

    it('is refused in the words of orders', async () => {
      await edge.services.on('rpc.v1.orders.cancel', () => refused('conflict', 'A part of it has left the house.'));
      expect(await problem(await post(`/v1/orders/${id}/cancel`))).toEqual([409, 'conflict']);
    });

    it('checks what is said', async () => {
      const path = `/v1/orders/${id}/cancel`;
      expect(await problem(await post(path, { reason: 7 }))).toEqual([422, 'invalid', '#/reason']);
      expect(await problem(await post(path, { because: 'x' }))).toEqual([422, 'invalid', '#/because']);
      expect(edge.services.inputsOf('rpc.v1.orders.cancel')).toEqual([]);
    });
  });

  describe('splitting it', () => {
    beforeEach(() => edge.services.on('rpc.v1.shipping.split', ({ shipmentId }) => ok(sampleShipment(shipmentId))));

    it('is an operator’s: 201 with the new shipment', async () => {
      const response = await post(`/v1/orders/${id}/shipments`, { lines }, operator);
      expect(response.status).toBe(201);
      const [input] = edge.services.inputsOf('rpc.v1.shipping.split');
      expect(input).toEqual({ shipmentId: expect.any(String) as string, orderId: id, lines });
      expect(await response.json()).toEqual(sampleShipment(input!.shipmentId));
      expect(await problem(await post(`/v1/orders/${id}/shipments`, { lines }))).toEqual([403, 'forbidden']);
    });

    it('names the same shipment again for the same key, of the same caller and order', async () => {
      const split = async (key: string, token = operator, orderId = id): Promise<string> =>
        (
          await bodyOf<{ id: string }>(
            post(`/v1/orders/${orderId}/shipments`, { lines }, token, { 'idempotency-key': key }),
          )
        ).id;
      const first = await split('k1');
      expect(await split('k1')).toBe(first);
      const others = [split('k2'), split('k1', await edge.token('op2', 'operator')), split('k1', operator, NOBODYS)];
      expect(new Set([first, ...(await Promise.all(others))]).size).toBe(4);
    });

    it('says who asks for what, so that shipping knows a repeat, and says in the answer that it is one', async () => {
      const path = `/v1/orders/${id}/shipments`;
      const split = (body: unknown, key = 'k1') => post(path, body, operator, { 'idempotency-key': key });
      expect((await split({ lines })).headers.get('idempotent-replayed')).toBeNull();
      await edge.services.on('rpc.v1.shipping.split', ({ shipmentId }) => ({
        ...ok(sampleShipment(shipmentId)),
        replayed: true,
      }));
      expect((await split({ lines: [{ quantity: 1, sku: 'tea' }] })).headers.get('idempotent-replayed')).toBe('true');
      await split({ lines: [{ sku: 'tea', quantity: 2 }] });
      await split({ lines }, 'k2');
      await post(path, { lines }, operator);
      const requests = edge.services.asked.flatMap(({ subject, context: { request } }) =>
        subject === 'rpc.v1.shipping.split' ? [request] : [],
      );
      const [first, same, otherBody, otherKey, withoutKey] = requests;
      expect(same).toEqual(first);
      expect(otherBody).toEqual({ id: first?.id, digest: expect.not.stringMatching(first!.digest) as string });
      expect(otherKey).toEqual({ id: expect.not.stringMatching(first!.id) as string, digest: first?.digest });
      expect(withoutKey).toBeUndefined();
    });

    it('refuses a body that is nested too deep, with a key too', async () => {
      const deep = '['.repeat(50_000) + ']'.repeat(50_000);
      const response = await edge.fetch(`/v1/orders/${id}/shipments`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${operator}`,
          'content-type': 'application/json',
          'idempotency-key': 'k1',
        },
        body: `{"lines":${deep}}`,
      });
      expect((await problem(response)).slice(0, 2)).toEqual([422, 'invalid']);
    });

    it('passes on where there is too much of a line', async () => {
      const errors = [{ pointer: '#/lines/0/quantity', detail: 'there is 1' }];
      await edge.services.on('rpc.v1.shipping.split', () => refused('invalid', 'no', errors));
      const response = await post(`/v1/orders/${id}/shipments`, { lines }, operator);
      expect(await problem(response)).toEqual([422, 'invalid', '#/lines/0/quantity']);
    });

    it.each([
      [{}, '#/lines'],
      [{ lines: [] }, '#/lines'],
      [{ lines: [{ sku: 'tea', quantity: 0 }] }, '#/lines/0/quantity'],
      [{ lines: [{ sku: 'a b', quantity: 1 }] }, '#/lines/0/sku'],
    ])('checks its lines: %j', async (body, pointer) => {
      expect(await problem(await post(`/v1/orders/${id}/shipments`, body, operator))).toEqual([
        422,
        'invalid',
        pointer,
      ]);
    });
  });

  describe('returning something', () => {
    const view = (returnId: string, condition: ReturnView['condition'] = null): ReturnView => ({
      id: returnId,
      orderId: id,
      status: condition === null ? 'requested' : 'received',
      lines,
      amount: { amount: 100, currency: 'EUR' },
      reason: 'too small',
      condition,
    });

    beforeEach(async () => {
      await edge.services.on('rpc.v1.shipping.request-return', ({ returnId }) => ok(view(returnId)));
      await edge.services.on('rpc.v1.shipping.receive-return', (input) => ok(view(input.returnId, input.condition)));
    });

    it.each(['customer', 'operator'])('is announced by its owner or an operator: %s', async (role) => {
      const body = { lines, reason: 'too small' };
      const response = await post(`/v1/orders/${id}/returns`, body, role === 'customer' ? customer : operator);
      expect(response.status).toBe(201);
      const [input] = edge.services.inputsOf('rpc.v1.shipping.request-return');
      expect(input).toEqual({ returnId: expect.any(String) as string, orderId: id, ...body });
      expect(await response.json()).toEqual(view(input!.returnId));
    });

    it('needs lines and a reason', async () => {
      const path = `/v1/orders/${id}/returns`;
      expect(await problem(await post(path, { lines }))).toEqual([422, 'invalid', '#/reason']);
      expect(await problem(await post(path, { reason: 'x' }))).toEqual([422, 'invalid', '#/lines']);
      expect(await problem(await post(path))).toEqual([400, 'body_missing']);
    });

    it('is received by an operator, sound or damaged', async () => {
      const path = `/v1/returns/${NOBODYS}/receive`;
      const response = await post(path, { condition: 'damaged' }, operator);
      expect([response.status, await response.json()]).toEqual([200, view(NOBODYS, 'damaged')]);
      expect(await problem(await post(path, { condition: 'broken' }, operator))).toEqual([
        422,
        'invalid',
        '#/condition',
      ]);
      expect(await problem(await post(path, { condition: 'sound' }))).toEqual([403, 'forbidden']);
    });
  });

  it('does not exist for anybody else, nor for a made-up order', async () => {
    await edge.services.on('rpc.v1.orders.cancel', () => refused('conflict', 'no'));
    await edge.services.on('rpc.v1.shipping.request-return', () => refused('conflict', 'no'));
    const body = { lines, reason: 'x' };
    for (const [path, token] of [
      [`/v1/orders/${id}`, other],
      [`/v1/orders/${NOBODYS}`, customer],
      ['/v1/orders/no-id', customer],
    ] as const) {
      expect(await problem(await post(`${path}/cancel`, undefined, token))).toEqual([404, 'not_found']);
      expect(await problem(await post(`${path}/returns`, body, token))).toEqual([404, 'not_found']);
    }
    expect(edge.services.inputsOf('rpc.v1.orders.cancel')).toEqual([]);
    expect(edge.services.inputsOf('rpc.v1.shipping.request-return')).toEqual([]);
  });

  it('can end a shipment that will not arrive: an operator’s call, with or without a reason', async () => {
    await edge.services.on('rpc.v1.shipping.fail', ({ shipmentId }) => ok(sampleShipment(shipmentId, 'failed')));
    const path = `/v1/shipments/${NOBODYS}/fail`;
    expect((await post(path, undefined, operator)).status).toBe(200);
    expect((await post(path, { reason: 'lost' }, operator)).status).toBe(200);
    expect(edge.services.inputsOf('rpc.v1.shipping.fail')).toEqual([
      { shipmentId: NOBODYS },
      { shipmentId: NOBODYS, reason: 'lost' },
    ]);
    expect(await problem(await post(path))).toEqual([403, 'forbidden']);
    expect(await problem(await post('/v1/shipments/x/fail', undefined, operator))).toEqual([404, 'not_found']);
  });
});
