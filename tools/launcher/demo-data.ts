import { setTimeout as sleep } from 'node:timers/promises';
import type { Operator } from './app-environment';

const PASSWORD = 'demo-password';

const CUSTOMERS = [
  { email: 'customer@example.com', password: PASSWORD, name: 'Demo Customer' },
  { email: 'other@example.com', password: PASSWORD, name: 'Other Customer' },
];

const PRODUCTS = [
  { sku: 'compass', name: 'Brass compass', price: { amount: 4_990, currency: 'EUR' }, stock: 1_000 },
  { sku: 'sextant', name: 'Sextant', price: { amount: 18_900, currency: 'EUR' }, stock: 200 },
  { sku: 'sea-chart', name: 'Sea chart of the North Sea', price: { amount: 2_450, currency: 'EUR' }, stock: 5_000 },
  { sku: 'ship-in-a-bottle', name: 'Ship in a bottle', price: { amount: 3_500, currency: 'EUR' }, stock: 25 },
];

/** A 503 says "later": right after a start an app may still be busy with what it missed. */
const PATIENCE_MS = 30_000;

/**
 * Makes the demo's customers and products through the edge, as anybody would. What is there already stays as it is,
 * so a later start changes nothing.
 * @returns how many of them were new
 */
export async function loadDemoData(edge: string, operator: Operator, stop: AbortSignal): Promise<number> {
  let created = 0;
  const make = async (path: string, body: object, token?: string): Promise<void> => {
    const { status } = await post(`${edge}${path}`, body, [201, 409], stop, token);
    if (status === 201) created += 1;
  };
  for (const customer of CUSTOMERS) await make('/v1/customers', customer);
  const { answer } = await post(`${edge}/v1/auth/token`, operator, [200], stop);
  for (const product of PRODUCTS) await make('/v1/products', product, accessTokenIn(answer));
  return created;
}

interface Answer {
  readonly status: number;
  readonly answer: string;
}

async function post(
  url: string,
  body: object,
  expected: readonly number[],
  stop: AbortSignal,
  token?: string,
): Promise<Answer> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(body),
      signal: AbortSignal.any([stop, AbortSignal.timeout(PATIENCE_MS)]),
    });
    const answer = await response.text();
    if (expected.includes(response.status)) return { status: response.status, answer };
    if (response.status !== 503 || Date.now() > deadline) {
      throw new Error(`the demo data could not be loaded: POST ${url} answered ${response.status}: ${answer}`);
    }
    await sleep(250, undefined, { signal: stop });
  }
}

function accessTokenIn(answer: string): string {
  const { accessToken } = JSON.parse(answer) as { accessToken?: unknown };
  if (typeof accessToken !== 'string')
    throw new Error('the demo data could not be loaded: no accessToken for the operator');
  return accessToken;
}
