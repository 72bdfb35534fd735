import { Client, expected } from '../../system/client';
import { randomUUID } from 'node:crypto';

/** Products that there is enough of, and one that there isn't. */
export const PLENTY = Array.from({ length: 8 }, (_, n) => `CHAOS-${n}`);
export const SCARCE = 'CHAOS-SCARCE';
const ENOUGH = 1_000_000;
const TOO_LITTLE = 40;
/** Minor units; different prices, so that amounts don't agree by chance. */
const PRICES = [1, 99, 250, 1_333, 4_999, 12_345, 700, 8];

/** Who buys, and who runs the shop. Tokens are good for an hour at least, and for every edge. */
export interface Shop {
  readonly customerToken: string;
  readonly operatorToken: string;
}

/** Puts the campaign's products into the shop and registers its customer. */
export async function openShop(edge: string): Promise<Shop> {
  const anyone = new Client(edge);
  const operatorToken = await logIn(anyone, 'operator@example.com', 'demo-password');
  const operator = new Client(edge, operatorToken);
  for (const [n, sku] of [...PLENTY, SCARCE].entries()) {
    const price = { amount: PRICES[n % PRICES.length], currency: 'EUR' };
    const stock = sku === SCARCE ? TOO_LITTLE : ENOUGH;
    expected(201, await operator.post('/v1/products', { sku, name: `Product ${sku}`, price, stock }));
  }
  const [email, password] = [`chaos-${randomUUID()}@example.com`, 'a password for chaos'];
  expected(201, await anyone.post('/v1/customers', { email, password, name: 'Chaos Customer' }));
  return { operatorToken, customerToken: await logIn(anyone, email, password) };
}

/** The paths that the edge serves: later versions have more. */
export async function pathsOf(edge: string): Promise<ReadonlySet<string>> {
  const { body } = await new Client(edge).get<{ paths: object }>('/openapi.json');
  return new Set(Object.keys(body.paths));
}

async function logIn(anyone: Client, email: string, password: string): Promise<string> {
  return expected(200, await anyone.post<{ accessToken: string }>('/v1/auth/token', { email, password })).accessToken;
}
