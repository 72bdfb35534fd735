import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ok, type ProductView } from '@windrose/contracts';
import { signingKey, signingKeyFiles } from '@windrose/platform';
import { eventually, startTestNats, type TestNats } from '@windrose/testing';
import { TestEdge } from '../fixtures/test-edge';

const product: ProductView = {
  sku: 'tea',
  name: 'Tea',
  price: { amount: 100, currency: 'EUR' },
  active: true,
  available: 1,
  reserved: 0,
  sold: 0,
  locations: [],
};

describe('access', () => {
  let nats: TestNats;
  let edge: TestEdge;

  beforeAll(async () => {
    nats = await startTestNats();
  });
  beforeEach(async () => {
    edge = await TestEdge.start(nats.url);
    await edge.services.on('rpc.v1.orders.list', () => ok({ data: [], nextCursor: null }));
    await edge.services.on('rpc.v1.inventory.list-products', () => ok({ data: [product], nextCursor: null }));
    await edge.services.on('rpc.v1.inventory.adjust-stock', () => ok(product));
  });
  afterEach(() => edge.close());
  afterAll(() => nats.stop());

  const orders = (authorization?: string) =>
    edge.fetch('/v1/orders', { headers: authorization === undefined ? {} : { authorization } });

  it('401 with a challenge: no token', async () => {
    const response = await orders();
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });

  it.each(['Bearer', 'Bearer ', 'Basic YTpi', 'Bearer a b', 'nonsense', 'Bearer x.y.z', `Bearer ${'x'.repeat(4_000)}`])(
    '401: %s',
    async (header) => {
      const response = await orders(header);
      expect([response.status, response.headers.get('www-authenticate')]).toEqual([
        401,
        'Bearer error="invalid_token"',
      ]);
    },
  );

  it('401: a token that was changed, or is not signed at all', async () => {
    const token = await edge.token('c1', 'customer');
    const [head = '', , signature = ''] = token.split('.');
    const payload = Buffer.from(JSON.stringify({ sub: 'c1', role: 'operator', exp: 9_999_999_999 })).toString(
      'base64url',
    );
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    for (const forged of [`${head}.${payload}.${signature}`, `${none}.${payload}.`, `${token}x`, token.slice(0, -2)]) {
      expect((await orders(`Bearer ${forged}`)).status).toBe(401);
    }
    expect((await orders(`bearer ${token}`)).status).toBe(200);
  });

  it('401: a token that expires, known already or not', async () => {
    expect((await orders(`Bearer ${await edge.token('c1', 'customer', { expiresIn: -1 })}`)).status).toBe(401);
    const short = await edge.token('c1', 'customer', { expiresIn: 2 });
    expect((await orders(`Bearer ${short}`)).status).toBe(200);
    await eventually(async () => expect((await orders(`Bearer ${short}`)).status).toBe(401));
  });

  it('403: a customer on an operator’s call; 200: an operator', async () => {
    const adjust = (token: string) =>
      edge.fetch('/v1/products/tea/stock', {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ delta: 1, reason: 'found' }),
      });
    const refused = await adjust(await edge.token('c1', 'customer'));
    expect([refused.status, refused.headers.get('content-type')]).toEqual([403, 'application/problem+json']);
    expect((await adjust(await edge.token('op', 'operator'))).status).toBe(200);
    expect(edge.services.inputsOf('rpc.v1.inventory.adjust-stock')).toEqual([
      { sku: 'tea', delta: 1, reason: 'found' },
    ]);
  });

  it('lets anyone make open calls, whatever token they bring', async () => {
    for (const headers of [new Headers(), new Headers({ authorization: 'Bearer nonsense' })]) {
      expect((await edge.fetch('/v1/products', { headers })).status).toBe(200);
      expect((await edge.fetch('/livez', { headers })).status).toBe(200);
    }
  });

  it('takes a new key from its file when a token names one', async () => {
    expect((await orders(`Bearer ${await edge.token('c1', 'customer')}`)).status).toBe(200);
    const elsewhere = await mkdtemp(join(tmpdir(), 'windrose-key-'));
    const files = signingKeyFiles(elsewhere, {});
    const key = await signingKey(files);
    const token = await edge.token('c1', 'customer', { key });
    expect((await orders(`Bearer ${token}`)).status).toBe(401);
    await rename(files.publicKeyFile, signingKeyFiles(edge.home, {}).publicKeyFile);
    await eventually(async () => expect((await orders(`Bearer ${token}`)).status).toBe(200));
    await rm(elsewhere, { recursive: true });
  });

  it('503, not 401, while there is no key to check with', async () => {
    await rm(signingKeyFiles(edge.home, {}).publicKeyFile);
    const response = await orders(`Bearer ${await edge.token('c1', 'customer')}`);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    const ready = await edge.fetch('/readyz');
    expect([ready.status, (await ready.text()).includes('no key to check tokens with')]).toEqual([503, true]);
  });
});
