import { eventually, startTestNats, type TestNats } from '@windrose/testing';
import { FakeLogs } from '../../fixtures/fake-logs';
import { FakeOrders, PLACE_ORDER } from '../../fixtures/fake-orders';
import { ServerEvents } from '../../fixtures/server-events';
import { TestEdge } from '../../fixtures/test-edge';

describe('streams of events', () => {
  let nats: TestNats;
  let edge: TestEdge;
  let orders: FakeOrders;
  let logs: FakeLogs;
  let tokens: Record<'customer' | 'other' | 'operator', string>;
  let open: ServerEvents[];

  beforeAll(async () => {
    nats = await startTestNats();
    edge = await TestEdge.start(nats.url);
    const [customer, other, operator] = await Promise.all([
      edge.token('c1', 'customer'),
      edge.token('c2', 'customer'),
      edge.token('op', 'operator'),
    ]);
    tokens = { customer, other, operator };
  });
  beforeEach(async () => {
    await edge.services.reset();
    orders = new FakeOrders(edge.services);
    await orders.answer();
    logs = new FakeLogs();
    await logs.serve(edge.services);
    open = [];
  });
  afterEach(() => Promise.all(open.map((stream) => stream.close())));
  afterAll(async () => {
    await edge.close();
    await nats.stop();
  });

  const place = (customerId = 'c1'): string => {
    const command = { ...PLACE_ORDER, orderId: crypto.randomUUID(), customerId };
    orders.place(command);
    return command.orderId;
  };
  const follow = async (path: string, who: keyof typeof tokens, lastId?: string): Promise<ServerEvents> => {
    const headers = {
      authorization: `Bearer ${tokens[who]}`,
      ...(lastId !== undefined && { 'last-event-id': lastId }),
    };
    const stream = await ServerEvents.open(`${edge.url}${path}`, headers);
    open.push(stream);
    return stream;
  };
  const refused = async (path: string, who: keyof typeof tokens, lastId?: string) => {
    const headers = {
      authorization: `Bearer ${tokens[who]}`,
      ...(lastId !== undefined && { 'last-event-id': lastId }),
    };
    const response = await edge.fetch(path, { headers });
    await response.text();
    return [response.status, response.headers.get('content-type')];
  };

  it('tells what has happened to an order, and what happens then, by type, id and cause', async () => {
    const id = place();
    const placed = logs.append('orders', id, 'OrderPlaced');
    logs.append('orders', place(), 'OrderPlaced');
    const stream = await follow(`/v1/orders/${id}/stream`, 'customer', '0');
    expect(stream.headers).toMatchObject({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    const reserved = logs.append('inventory', id, 'StockReserved', placed);
    logs.append('orders', id, 'PaymentRequested', reserved);
    const told = await stream.take(3);
    expect(told.map(({ event }) => event)).toEqual(['OrderPlaced', 'StockReserved', 'PaymentRequested']);
    expect(told[1]?.data).toMatchObject({ id: reserved, service: 'inventory', position: 1, causationId: placed });
    expect(told.map(({ data }) => Object.keys(data).sort().join(' '))).toEqual(
      told.map(() => 'actor at causationId correlationId data id position service stream type version'),
    );
  });

  it('goes on behind the last event that its client got, wherever that was', async () => {
    const id = place();
    const ids = ['OrderPlaced', 'PaymentRequested', 'OrderConfirmed'].map((type) => logs.append('orders', id, type));
    ids.push(logs.append('shipping', id, 'ShipmentCreated', ids[2]));
    const all = await (await follow(`/v1/orders/${id}/stream`, 'customer', '0')).take(4);
    for (const [i, { id: place }] of all.entries()) {
      for (const path of [`/v1/orders/${id}/stream`, '/v1/stream']) {
        const rest = await (await follow(path, 'customer', place)).take(3 - i);
        expect(rest.map(({ data }) => data.id)).toEqual(ids.slice(i + 1));
      }
    }
  });

  it('tells from now on without an id', async () => {
    const id = place();
    logs.append('orders', id, 'OrderPlaced');
    const streams = [await follow(`/v1/orders/${id}/stream`, 'customer'), await follow('/v1/stream', 'operator')];
    const confirmed = logs.append('orders', id, 'OrderConfirmed');
    for (const stream of streams) expect((await stream.take(1)).map(({ data }) => data.id)).toEqual([confirmed]);
  });

  it('shows customers their own orders and operators all, none of them anything else', async () => {
    const [mine, others] = [place(), place('c2')];
    // Whose it is, the stream has to find out: nobody has heard of its placing.
    for (const id of [mine, others]) logs.append('inventory', id, 'StockReserved');
    logs.append('inventory', 'tea', 'ProductAdded', null, { orderId: undefined });
    logs.append('orders', mine, 'OrderConfirmed');
    const of = async (who: keyof typeof tokens, count: number) =>
      (await (await follow('/v1/stream', who, '0')).take(count)).map(({ data }) => [data.type, data.data.orderId]);
    expect(await of('customer', 2)).toEqual([
      ['StockReserved', mine],
      ['OrderConfirmed', mine],
    ]);
    expect(await of('other', 1)).toEqual([['StockReserved', others]]);
    expect(await of('operator', 3)).toEqual([
      ['StockReserved', mine],
      ['StockReserved', others],
      ['OrderConfirmed', mine],
    ]);
  });

  it('loses nothing while a service does not answer', async () => {
    const id = place();
    const stream = await follow(`/v1/orders/${id}/stream`, 'customer', '0');
    await edge.services.on('rpc.v1.payments.read-log', 'silent');
    const authorized = logs.append('payments', id, 'PaymentAuthorized');
    const confirmed = logs.append('orders', id, 'OrderPlaced');
    expect((await stream.take(1))[0]?.data.id).toBe(confirmed);
    await logs.serve(edge.services);
    expect((await stream.take(1, 30_000))[0]?.data.id).toBe(authorized);
  }, 60_000);

  it('does not exist for those who may not see the order, and needs an id of ours', async () => {
    const problem = 'application/problem+json';
    expect(await refused(`/v1/orders/${place('c2')}/stream`, 'customer')).toEqual([404, problem]);
    expect(await refused(`/v1/orders/${crypto.randomUUID()}/stream`, 'operator', '0')).toEqual([404, problem]);
    expect(await refused('/v1/stream', 'operator', 'yesterday')).toEqual([400, problem]);
    expect(await refused(`/v1/orders/${place()}/stream`, 'customer', 'x')).toEqual([400, problem]);
    expect((await edge.fetch('/v1/stream')).status).toBe(401);
  });

  it('says 503 when it can not begin', async () => {
    await edge.services.reset();
    expect(await refused('/v1/stream', 'operator')).toEqual([503, 'application/problem+json']);
  });

  it('answers HEAD without a stream', async () => {
    const headers = { authorization: `Bearer ${tokens.operator}` };
    const response = await edge.fetch('/v1/stream', { method: 'HEAD', headers });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  });

  it('stops following the logs when nobody is there any more', async () => {
    const stream = await follow('/v1/stream', 'operator');
    // The answer may be here before the broker has read what the edge wants to hear.
    await eventually(async () => expect(await edge.services.isHeard('evt.shipping.00.o1.Nothing')).toBe(true));
    await stream.close();
    await eventually(async () => expect(await edge.services.isHeard('evt.shipping.00.o1.Nothing')).toBe(false));
  });

  it('keeps no more than a few streams for one caller', async () => {
    for (let i = 0; i < 50; i++) await follow('/v1/stream', 'other');
    expect((await refused('/v1/stream', 'other'))[0]).toBe(429);
    await follow('/v1/stream', 'customer');
    await open[0]!.close();
    await eventually(async () =>
      open.push(await ServerEvents.open(`${edge.url}/v1/stream`, { authorization: `Bearer ${tokens.other}` })),
    );
  });

  it('ends in order when the token of its caller expires, and follows nothing any more', async () => {
    const id = place();
    const placed = logs.append('orders', id, 'OrderPlaced');
    const expiresIn = 5;
    const latestMs = Date.now() + expiresIn * 1_000;
    const headers = {
      authorization: `Bearer ${await edge.token('c1', 'customer', { expiresIn })}`,
      'last-event-id': '0',
    };
    const streams = await Promise.all(
      [`/v1/orders/${id}/stream`, '/v1/stream'].map((path) => ServerEvents.open(`${edge.url}${path}`, headers)),
    );
    open.push(...streams);
    for (const stream of streams) expect((await stream.take(1))[0]?.data.id).toBe(placed);
    await Promise.all(streams.map(({ ended }) => ended));
    // Far from the next sign of life, which comes after 15 s of silence.
    expect(Date.now() - latestMs).toBeLessThan(5_000);
    expect(streams.map(({ isComplete }) => isComplete)).toEqual([true, true]);
    const again = await edge.fetch('/v1/stream', { headers });
    expect([again.status, again.headers.get('www-authenticate')]).toEqual([401, 'Bearer error="invalid_token"']);
    await eventually(async () => expect(await edge.services.isHeard('evt.shipping.00.o1.Nothing')).toBe(false));
  }, 30_000);

  it('ends when the edge stops, at once', async () => {
    const second = await TestEdge.start(nats.url, { home: edge.home });
    const stream = await ServerEvents.open(`${second.url}/v1/stream`, { authorization: `Bearer ${tokens.operator}` });
    await second.close();
    await stream.ended;
  });
});
