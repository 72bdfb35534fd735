import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';

const ADDRESS = { name: 'Ada Shopper', street: 'Quay 1', city: 'Bergen', postalCode: '5003', country: 'NO' };

export interface Placed {
  readonly id: string;
  /** Unix milliseconds when the request was first sent. */
  readonly sentAt: number;
  readonly answeredMs: number;
}

/** A customer with a basket and many connections to the edge. */
export class Shop {
  private constructor(
    private readonly http: Pool,
    private readonly token: string,
    private readonly skus: readonly string[],
  ) {}

  static async open(edge: string, skuCount = 50, prefix = 'BENCH'): Promise<Shop> {
    const http = new Pool(edge, { connections: 64, pipelining: 1 });
    const operator = await logIn(http, 'operator@example.com');
    const skus = Array.from({ length: skuCount }, (_, i) => `${prefix}-${i}`);
    for (const sku of skus) {
      await send(http, '/v1/products', operator, {
        sku,
        name: `Benchmark ${sku}`,
        price: { amount: 1_250, currency: 'EUR' },
        stock: 100_000_000,
      });
    }
    return new Shop(http, await logIn(http, 'customer@example.com'), skus);
  }

  /**
   * Places an order of two lines. While the edge turns it away because it has too much to do, it is sent again.
   * @throws when the answer is anything else but 2xx
   */
  async place(n: number): Promise<Placed> {
    const sku = (offset: number): string => this.skus[(n + offset) % this.skus.length]!;
    const sentAt = Date.now();
    const order = await send<{ id: string }>(this.http, '/v1/orders', this.token, {
      lines: [
        { sku: sku(0), quantity: 1 },
        { sku: sku(7), quantity: 2 },
      ],
      shippingAddress: ADDRESS,
      payment: { token: 'tok_ok' },
    });
    return { id: order.id, sentAt, answeredMs: Date.now() - sentAt };
  }

  async close(): Promise<void> {
    await this.http.close();
  }
}

async function logIn(http: Pool, email: string): Promise<string> {
  const body = { email, password: 'demo-password' };
  return (await send<{ accessToken: string }>(http, '/v1/auth/token', null, body)).accessToken;
}

async function send<T>(http: Pool, path: string, token: string | null, body: unknown): Promise<T> {
  for (;;) {
    const {
      statusCode,
      headers,
      body: answer,
    } = await http.request({
      path,
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (statusCode < 300) return JSON.parse(text) as T;
    const retryAfter = Number(headers['retry-after']);
    // Only of this refusal it is certain that nothing was done: without a key, anything else could become two orders.
    if (!text.includes('"code":"overloaded"') || !(retryAfter > 0))
      throw new Error(`${path} answered ${statusCode}: ${text.slice(0, 300)}`);
    await sleep(retryAfter * 1_000);
  }
}
