import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '@windrose/platform';
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

/** Overloaded, not there right now, or slow: an app may be busy with what it missed, or be killed and started again. */
const LATER: readonly number[] = [429, 502, 503, 504];
const CALL_MS = 10_000;
const PAUSE_MS = 250;

export interface LoadOptions {
  readonly stop: AbortSignal;
  readonly say: (line: string) => void;
  /** Milliseconds after which it is said what keeps it from being loaded, again and again. Default 30,000. */
  readonly reportMs?: number;
}

/**
 * Makes the demo's customers and products through the edge, as anybody would. What is there already stays as it is,
 * so a later start changes nothing. Waits as long as the answer is "later": customers who were waiting for this start
 * may keep it busy, and stopping everything would not help them.
 * @returns how many of them were new
 * @throws Error with what was answered, when that will not change
 */
export async function loadDemoData(edge: string, operator: Operator, options: LoadOptions): Promise<number> {
  let created = 0;
  const make = async (path: string, body: object, token?: string): Promise<void> => {
    const { status } = await post(`${edge}${path}`, body, [201, 409], options, token);
    if (status === 201) created += 1;
  };
  for (const customer of CUSTOMERS) await make('/v1/customers', customer);
  const { answer } = await post(`${edge}/v1/auth/token`, operator, [200], options);
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
  { stop, say, reportMs = 30_000 }: LoadOptions,
  token?: string,
): Promise<Answer> {
  const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
  let reportAt = Date.now() + reportMs;
  for (;;) {
    const { status, answer } = await tried(url, { method: 'POST', headers, body: JSON.stringify(body) }, stop);
    if (expected.includes(status)) return { status, answer };
    const problem = `POST ${url} answered ${status}: ${answer}`;
    if (!LATER.includes(status)) throw new Error(`the demo data could not be loaded: ${problem}`);
    if (Date.now() >= reportAt) {
      say(`the demo data is not loaded yet: ${problem}`);
      reportAt = Date.now() + reportMs;
    }
    await sleep(PAUSE_MS, undefined, { signal: stop });
  }
}

/** No answer counts as 503. Making something twice is harmless: the second time says 409. */
async function tried(url: string, request: RequestInit, stop: AbortSignal): Promise<Answer> {
  try {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(CALL_MS)]);
    const response = await fetch(url, { ...request, signal });
    return { status: response.status, answer: await response.text() };
  } catch (error) {
    stop.throwIfAborted();
    return { status: 503, answer: messageOf(error) };
  }
}

function accessTokenIn(answer: string): string {
  const { accessToken } = JSON.parse(answer) as { accessToken?: unknown };
  if (typeof accessToken !== 'string')
    throw new Error('the demo data could not be loaded: no accessToken for the operator');
  return accessToken;
}
