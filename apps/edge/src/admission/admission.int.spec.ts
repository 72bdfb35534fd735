import { ok, refused, type Page, type ProductView } from '@windrose/contracts';
import { eventually, startTestNats, type TestNats } from '@windrose/testing';
import { WireFailure } from '../fixtures/fake-services';
import { FakeOrders, PLACE_ORDER } from '../fixtures/fake-orders';
import { bodyOf, TestEdge } from '../fixtures/test-edge';
import type { ProblemBody } from '../http/problem/problem';

const NO_PRODUCTS: Page<ProductView> = { data: [], nextCursor: null };

describe('more than the edge can take', () => {
  let nats: TestNats;
  let edge: TestEdge;
  let customer: string;

  beforeAll(async () => {
    nats = await startTestNats();
  });
  beforeEach(async () => {
    edge = await TestEdge.start(nats.url);
    customer = await edge.token('c1', 'customer');
  });
  afterEach(async () => {
    delete process.env.RATE_LIMIT;
    await edge.close();
  });
  afterAll(() => nats.stop());

  const problemOf = async (response: Response): Promise<unknown[]> => {
    const { code } = await bodyOf<ProblemBody>(response);
    return [response.status, code, response.headers.get('retry-after'), response.headers.get('content-type')];
  };
  const place = () =>
    edge.fetch('/v1/orders', {
      method: 'POST',
      headers: { authorization: `Bearer ${customer}`, 'content-type': 'application/json' },
      body: JSON.stringify(PLACE_ORDER),
    });

  it('holds a caller to its rate, and nobody else', async () => {
    await edge.close();
    process.env.RATE_LIMIT = '5';
    edge = await TestEdge.start(nats.url);
    await edge.services.on('rpc.v1.orders.list', () => ok({ data: [], nextCursor: null }));
    const list = async (token: string) => edge.fetch('/v1/orders', { headers: { authorization: `Bearer ${token}` } });
    const [mine, theirs] = await Promise.all([edge.token('c1', 'customer'), edge.token('c2', 'customer')]);
    const responses = await Promise.all(Array.from({ length: 30 }, () => list(mine)));
    // As many as a burst may have, and those that came back while they were sent.
    expect(responses.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(10);
    const limited = responses.filter(({ status }) => status === 429);
    expect(await problemOf(limited[0]!)).toEqual([429, 'rate_limited', '1', 'application/problem+json']);
    expect((await list(theirs)).status).toBe(200);
    // Probes are held to no rate.
    const probes = await Promise.all(Array.from({ length: 30 }, () => edge.fetch('/livez')));
    expect(new Set(probes.map(({ status }) => status))).toEqual(new Set([200]));
  });

  it('answers 503 when a service is too busy, and makes no promise instead', async () => {
    await edge.services.on('rpc.v1.orders.place', () => Promise.reject(new WireFailure('service_busy')));
    expect(await problemOf(await place())).toEqual([503, 'overloaded', '1', 'application/problem+json']);
    await edge.services.on('rpc.v1.orders.place', () => Promise.reject(new WireFailure('service_unavailable')));
    expect((await place()).status).toBe(202);
  });

  it('asks a service for no more at once than it is good for, and the others go on', async () => {
    let asked = 0;
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const orders = new FakeOrders(edge.services);
    await edge.services.on('rpc.v1.orders.place', async (command) => {
      asked++;
      await released;
      return orders.place(command);
    });
    await edge.services.on('rpc.v1.inventory.list-products', () => ok(NO_PRODUCTS));
    const responses = Promise.all(Array.from({ length: 160 }, place));
    await eventually(() => expect(asked).toBe(128));
    expect((await edge.fetch('/v1/products')).status).toBe(200);
    expect(asked).toBe(128);
    release();
    // Who waited too long for a turn, on a slow machine, is told so; nobody is forgotten.
    const statuses = (await responses).map(({ status }) => status);
    expect(statuses.filter((status) => ![201, 202, 503].includes(status))).toEqual([]);
    expect(asked).toBeGreaterThan(128);
  });

  it('goes to the intake at once when orders answers nothing at all', async () => {
    await edge.services.on('rpc.v1.orders.place', 'silent');
    const first = await Promise.all(Array.from({ length: 20 }, place));
    expect(new Set(first.map(({ status }) => status))).toEqual(new Set([202]));
    // One of them finds out whether that is still so; hardly any other waits for orders.
    let soon = 0;
    const startedAt = performance.now();
    const countSoon = ({ status }: Response): number => {
      if (performance.now() - startedAt < 2_500) soon++;
      return status;
    };
    const later = await Promise.all(Array.from({ length: 20 }, async () => countSoon(await place())));
    expect(new Set(later)).toEqual(new Set([202]));
    expect(soon).toBeGreaterThanOrEqual(15);
    await new FakeOrders(edge.services).answer();
    await eventually(async () => expect((await place()).status).toBe(201));
  });

  it('makes who guesses passwords wait', async () => {
    await edge.services.on('rpc.v1.customers.log-in', () => refused('unauthorized', 'no'));
    const logIn = () =>
      edge.fetch('/v1/auth/token', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: 'a@example.com', password: 'guess' }),
      });
    let guesses = 0;
    let response = await logIn();
    for (; response.status === 401 && guesses < 40; guesses++) response = await logIn();
    // What was long ago is forgiven bit by bit.
    expect([guesses >= 30, guesses < 40]).toEqual([true, true]);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect((await problemOf(response)).slice(0, 2)).toEqual([429, 'rate_limited']);
  });
});
