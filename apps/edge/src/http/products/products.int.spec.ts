import { ok, refused, type ProductView } from '@windrose/contracts';
import { eventually, startTestNats, type TestNats } from '@windrose/testing';
import { bodyOf, TestEdge } from '../../fixtures/test-edge';
import { cursorFor } from '../list/cursor';

const tea: ProductView = {
  sku: 'tea',
  name: 'Tea',
  price: { amount: 100, currency: 'EUR' },
  active: true,
  available: 5,
  reserved: 0,
  sold: 0,
  locations: [],
};

describe('products and customers', () => {
  let nats: TestNats;
  let edge: TestEdge;
  let operator: string;

  beforeAll(async () => {
    nats = await startTestNats();
    edge = await TestEdge.start(nats.url);
    operator = await edge.token('op', 'operator');
  });
  beforeEach(() => edge.services.reset());
  afterAll(async () => {
    await edge.close();
    await nats.stop();
  });

  const send = (method: string, path: string, body: unknown, token = operator) =>
    edge.fetch(path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('adds a product and answers when it can be ordered', async () => {
    let catchUp = (): void => {};
    const caughtUp = new Promise<void>((resolve) => (catchUp = resolve));
    await edge.services.on('rpc.v1.inventory.add-product', (input) => ok({ ...tea, ...input, position: 7 }));
    await edge.services.on('rpc.v1.orders.catalogue-caught-up', async () => {
      await caughtUp;
      return ok({ reached: true });
    });
    let answered = false;
    const answer = send('POST', '/v1/products', { sku: 'tea', name: 'Tea', price: tea.price, stock: 5 }).finally(
      () => (answered = true),
    );
    await eventually(() => expect(edge.services.inputsOf('rpc.v1.orders.catalogue-caught-up')).toHaveLength(1));
    expect(answered).toBe(false);
    catchUp();
    const response = await answer;
    expect([response.status, response.headers.get('location')]).toEqual([201, '/v1/products/tea']);
    expect(Object.keys(await bodyOf<object>(response)).sort()).toEqual([
      'active',
      'available',
      'locations',
      'name',
      'price',
      'reserved',
      'sku',
      'sold',
      'stock',
    ]);
    expect(edge.services.inputsOf('rpc.v1.orders.catalogue-caught-up')).toEqual([{ sku: 'tea', position: 7 }]);
  });

  it('does not make a change wait longer than a second for orders', async () => {
    await edge.services.on('rpc.v1.inventory.change-product', () => ok({ ...tea, position: 8 }));
    await edge.services.on('rpc.v1.orders.catalogue-caught-up', 'silent');
    const startedAt = performance.now();
    const response = await send('PATCH', '/v1/products/tea', { active: false });
    expect([response.status, await response.json()]).toEqual([200, tea]);
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    expect(edge.services.inputsOf('rpc.v1.inventory.change-product')).toEqual([{ sku: 'tea', active: false }]);
  });

  it('does not ask orders about a product that was refused', async () => {
    await edge.services.on('rpc.v1.inventory.add-product', () =>
      refused('conflict', 'There is a product with this sku.'),
    );
    await edge.services.on('rpc.v1.orders.catalogue-caught-up', () => ok({ reached: true }));
    expect((await send('POST', '/v1/products', { sku: 'tea', name: 'Tea', price: tea.price, stock: 5 })).status).toBe(
      409,
    );
    expect(edge.services.inputsOf('rpc.v1.orders.catalogue-caught-up')).toEqual([]);
  });

  it('reads and lists products for anyone', async () => {
    await edge.services.on('rpc.v1.inventory.get-product', ({ sku }) =>
      sku === 'tea' ? ok(tea) : refused('not_found', 'There is no such product.'),
    );
    await edge.services.on('rpc.v1.inventory.list-products', () => ok({ data: [tea], nextCursor: 'tea' }));
    expect(await bodyOf(edge.fetch('/v1/products/tea'))).toEqual(tea);
    expect((await edge.fetch('/v1/products/coffee')).status).toBe(404);
    expect(await bodyOf(edge.fetch('/v1/products?limit=1'))).toEqual({
      data: [tea],
      nextCursor: cursorFor('products', 'tea'),
    });
    expect((await edge.fetch(`/v1/products?cursor=${cursorFor('orders', 'tea')}`)).status).toBe(400);
  });

  it('registers a customer and logs in, without caching the token anywhere', async () => {
    const ada = { id: 'c1', email: 'ada@example.com', name: 'Ada' };
    await edge.services.on('rpc.v1.customers.register', () => ok(ada));
    await edge.services.on('rpc.v1.customers.log-in', ({ password }) =>
      password === 'right'
        ? ok({ accessToken: 't', tokenType: 'Bearer', expiresIn: 3_600, role: 'customer' })
        : refused('unauthorized', 'No.'),
    );
    const registered = await send(
      'POST',
      '/v1/customers',
      { email: 'ada@example.com', password: 'password', name: 'Ada' },
      'x',
    );
    expect([registered.status, await registered.json()]).toEqual([201, ada]);
    const token = await send('POST', '/v1/auth/token', { email: 'ada@example.com', password: 'right' });
    expect([token.status, token.headers.get('cache-control'), await token.json()]).toEqual([
      200,
      'no-store',
      { accessToken: 't', tokenType: 'Bearer', expiresIn: 3_600 },
    ]);
    expect((await send('POST', '/v1/auth/token', { email: 'ada@example.com', password: 'wrong' })).status).toBe(401);
  });
});
