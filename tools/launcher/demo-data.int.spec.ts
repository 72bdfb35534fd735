import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadDemoData, type LoadOptions } from './demo-data';

interface Call {
  readonly path: string;
  readonly body: Record<string, unknown>;
  readonly authorization: string | undefined;
}

const operator = { email: 'operator@example.com', password: 'demo-password' };
let said: string[];
let stopping: AbortController;
let options: LoadOptions;
let edge: Server;
let url: string;
let calls: Call[];
/** What the stand-in of the edge answers. */
let status: (call: Call) => number;

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

describe('loadDemoData', () => {
  beforeEach(async () => {
    calls = [];
    said = [];
    stopping = new AbortController();
    options = { stop: stopping.signal, say: (line) => said.push(line), reportMs: 0 };
    edge = createServer((request, response) => {
      void textOf(request).then((text) => {
        const call = { path: request.url ?? '', body: JSON.parse(text), authorization: request.headers.authorization };
        calls.push(call);
        response.writeHead(status(call)).end(JSON.stringify({ accessToken: 'a-token', detail: 'what went wrong' }));
      });
    });
    await new Promise<void>((resolve) => edge.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(edge.address() as AddressInfo).port}`;
  });

  afterEach(() => {
    stopping.abort();
    edge.close();
  });

  it('makes two customers and some products in stock, the products as the operator', async () => {
    status = ({ path }) => (path === '/v1/auth/token' ? 200 : 201);
    expect(await loadDemoData(url, operator, options)).toBe(6);
    const customers = calls.filter(({ path }) => path === '/v1/customers');
    expect(customers.map(({ body }) => [body.email, body.password])).toEqual([
      ['customer@example.com', 'demo-password'],
      ['other@example.com', 'demo-password'],
    ]);
    const products = calls.filter(({ path }) => path === '/v1/products');
    expect(products.length).toBeGreaterThan(2);
    expect(products.every(({ authorization }) => authorization === 'Bearer a-token')).toBe(true);
    expect(products.every(({ body }) => (body.stock as number) > 0)).toBe(true);
  });

  it('leaves what is there already', async () => {
    status = ({ path }) => (path === '/v1/auth/token' ? 200 : 409);
    expect(await loadDemoData(url, operator, options)).toBe(0);
  });

  it('waits while the answer is "later", and names any other refusal', async () => {
    status = ({ path }) => (path === '/v1/auth/token' ? 401 : ([503, 429, 504][calls.length - 1] ?? 201));
    await expect(loadDemoData(url, operator, options)).rejects.toThrow(
      /POST http.*\/v1\/auth\/token answered 401: .*what went wrong/,
    );
    expect(calls.map(({ path }) => path)).toEqual([...Array<string>(5).fill('/v1/customers'), '/v1/auth/token']);
    expect(said).toContainEqual(
      expect.stringMatching(/not loaded yet: POST http.*\/v1\/customers answered 503: .*wrong/),
    );
  });

  it('waits until everything stops', async () => {
    status = () => {
      if (calls.length === 3) stopping.abort(new Error('stopped'));
      return 503;
    };
    await expect(loadDemoData(url, operator, options)).rejects.toThrow();
    expect(calls).toHaveLength(3);
  });
});
