import { randomUUID } from 'node:crypto';
import { eventually } from '@windrose/testing';
import { Client, expected } from './client';

export interface Order {
  readonly id: string;
  readonly customerId: string;
  readonly status: string;
  readonly stage: string | null;
  readonly version: number;
  readonly total: { readonly amount: number; readonly currency: string };
  readonly reason: { readonly code: string; readonly message: string } | null;
  readonly nextAction: { readonly type: string; readonly url: string } | null;
  readonly waitsFor: { readonly what: string; readonly until: string | null } | null;
}

export interface Product {
  readonly sku: string;
  readonly available: number;
  readonly reserved: number;
  readonly sold: number;
}

export interface Account {
  readonly id: string;
  readonly email: string;
  readonly password: string;
  readonly client: Client;
}

export const ADDRESS = { name: 'Ada Shopper', street: 'Quay 1', city: 'Bergen', postalCode: '5003', country: 'NO' };

/** The body of an order: quantities by sku. */
export function basket(quantities: Readonly<Record<string, number>>, token = 'tok_ok'): object {
  const lines = Object.entries(quantities).map(([sku, quantity]) => ({ sku, quantity }));
  return { lines, shippingAddress: ADDRESS, payment: { token } };
}

/** What the tests do again and again, by the edge's HTTP calls. */
export class Shop {
  readonly anyone: Client;

  constructor(readonly edge: string) {
    this.anyone = new Client(edge);
  }

  operator(): Promise<Client> {
    return this.logIn('operator@example.com', 'demo-password');
  }

  async logIn(email: string, password: string): Promise<Client> {
    const { accessToken } = expected(200, await this.anyone.post<TokenAnswer>('/v1/auth/token', { email, password }));
    return new Client(this.edge, accessToken);
  }

  /** Registers somebody new, and logs them in. */
  async customer(name: string): Promise<Account> {
    const [email, password] = [`${name}-${randomUUID()}@example.com`, `secret of ${name}`];
    const body = { email, password, name };
    const { id } = expected(201, await this.anyone.post<{ id: string }>('/v1/customers', body));
    return { id, email, password, client: await this.logIn(email, password) };
  }

  /** Adds a product. Prices are in cents. Returns its sku. */
  async product(sku: string, stock: number, amount = 1_250): Promise<string> {
    const body = { sku, name: `Product ${sku}`, price: { amount, currency: 'EUR' }, stock };
    expected(201, await (await this.operator()).post('/v1/products', body));
    return sku;
  }

  async stockOf(sku: string): Promise<Pick<Product, 'available' | 'reserved' | 'sold'>> {
    const { available, reserved, sold } = expected(200, await this.anyone.get<Product>(`/v1/products/${sku}`));
    return { available, reserved, sold };
  }

  /** Waits for the stock: it agrees with an order some moments after the order's end. */
  async untilStock(sku: string, stock: Omit<Product, 'sku'>): Promise<void> {
    await eventually(async () => expect(await this.stockOf(sku)).toEqual(stock));
  }
}

export async function placed(client: Client, body: object): Promise<Order> {
  return expected(201, await client.post<Order>('/v1/orders', body));
}

/** Waits until the order has this status. */
export function untilStatus(client: Client, id: string, status: string): Promise<Order> {
  const read = async (): Promise<Order> => {
    const { body } = await client.get<Order>(`/v1/orders/${id}`);
    expect(body).toMatchObject({ id, status });
    return body;
  };
  return eventually(read, { timeoutMs: 60_000, intervalMs: 100 });
}

interface TokenAnswer {
  readonly accessToken: string;
}
