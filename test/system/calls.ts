import { randomUUID } from 'node:crypto';
import type { Answer, Client, Fields } from './client';
import { basket } from './shop';

/** What may be asked in a call, whoever is away. */
export interface Call {
  readonly name: string;
  /** The processes without which it can't be answered in the usual way. */
  readonly needs: readonly string[];
  /** How it is answered when they are there. */
  readonly usual: number;
  send(): Promise<Answer<unknown>>;
}

export interface CallsOptions {
  readonly anyone: Client;
  readonly customer: Client;
  readonly operator: Client;
  readonly email: string;
  readonly password: string;
  /** A product of which there is enough. */
  readonly sku: string;
  /** A completed order of the customer, and its shipment. */
  readonly orderId: string;
  readonly shipmentId: string;
}

const SERVERS = ['nats', 'postgres'];
const STORY = ['orders', 'inventory', 'payments', 'shipping', 'notifications'];

/** A call of each kind (CONTRACT section 2), such that it can be sent again and again. */
export function calls({ anyone, customer, operator, email, password, sku, orderId, shipmentId }: CallsOptions): Call[] {
  const order = `/v1/orders/${orderId}`;
  const call = (name: string, needs: readonly string[], usual: number, send: Call['send']): Call => ({
    name,
    needs: [...needs, ...SERVERS],
    usual,
    send,
  });
  const get = (path: string, needs: readonly string[], client = customer): Call =>
    call(`GET ${path}`, needs, 200, () => client.get(path));
  const act = (path: string, needs: readonly string[], usual: number, body: object, client = operator): Call =>
    call(`POST ${path}`, needs, usual, () => client.post(path, body));
  const fresh = (): string => randomUUID();
  return [
    get('/v1/products', ['inventory'], anyone),
    get(`/v1/products/${sku}`, ['inventory'], anyone),
    get(order, ['orders']),
    get('/v1/orders?status=completed', ['orders']),
    get(`${order}/events`, STORY),
    get(`${order}/payment`, ['orders', 'payments']),
    get(`${order}/shipments`, ['orders', 'shipping']),
    act('/v1/auth/token', ['customers'], 200, { email, password }, anyone),
    call('POST /v1/customers', ['customers'], 201, () =>
      anyone.post('/v1/customers', { email: `${fresh()}@example.com`, password: 'a password', name: 'New' }),
    ),
    call('POST /v1/products', ['inventory'], 201, () =>
      operator.post('/v1/products', {
        sku: fresh(),
        name: 'New',
        price: { amount: 100, currency: 'EUR' },
        stock: 1,
      }),
    ),
    call(`PATCH /v1/products/${sku}`, ['inventory'], 200, () =>
      operator.send('PATCH', `/v1/products/${sku}`, { text: '{"name":"Renamed"}', headers: JSON_BODY }),
    ),
    act(`/v1/products/${sku}/stock`, ['inventory'], 200, { delta: 1, reason: 'found' }),
    // What can't be done any more is refused by who knows the order, the shipment or the return.
    act(`${order}/cancel`, ['orders'], 409, {}, customer),
    act(
      `${order}/returns`,
      ['orders', 'shipping'],
      422,
      { lines: [{ sku, quantity: 9_999 }], reason: 'none' },
      customer,
    ),
    act(`/v1/shipments/${shipmentId}/dispatch`, ['shipping'], 409, {}),
    act(`/v1/shipments/${shipmentId}/fail`, ['shipping'], 409, {}),
    act(`/v1/returns/${fresh()}/receive`, ['shipping'], 404, { condition: 'sound' }),
  ];
}

const JSON_BODY: Fields = { 'content-type': 'application/json' };

/** Places an order that can be sent again under the same key. */
export function placeWithKey(client: Client, sku: string, key: string): Promise<Answer<{ readonly id: string }>> {
  return client.post('/v1/orders', basket({ [sku]: 1 }), { 'idempotency-key': key });
}
