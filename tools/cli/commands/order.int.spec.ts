import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OrderStatus, OrderView, Service, StoryEvent } from '@windrose/contracts';
import { signingKey, signingKeyFiles } from '@windrose/platform';
import { eventually, temporaryDirectory } from '@windrose/testing';
import { cli, startCli, writeRunFile } from '../cli.fixtures';

const ID = '01936f0e-7c1b-7a00-8000-0123456789ab';

function order(status: OrderStatus, version: number): OrderView {
  const price = { amount: 1_250, currency: 'EUR' };
  const none = { amount: 0, currency: 'EUR' };
  return {
    id: ID,
    customerId: 'c-1',
    status,
    stage: status === 'pending' ? 'awaiting_stock' : null,
    version,
    lines: [
      {
        sku: 'tea-100',
        name: 'Tea\u001b[2J',
        quantity: 2,
        unitPrice: price,
        amount: { amount: 2_500, currency: 'EUR' },
      },
    ],
    totals: { items: { amount: 2_500, currency: 'EUR' }, shipping: none, tax: none, discount: none },
    total: { amount: 2_500, currency: 'EUR' },
    shippingAddress: { name: 'Ada', street: 'S', city: 'L', postalCode: 'P', country: 'GB' },
    reason: status === 'rejected' ? { code: 'out_of_stock', message: 'Not enough in stock: tea-100.' } : null,
    nextAction: null,
    waitsFor: null,
    placedAt: '2026-11-21T08:30:00.000001Z',
    updatedAt: '2026-11-21T08:30:01.5Z',
  };
}

interface Seen {
  readonly call: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

type Answer = (response: ServerResponse, seen: Seen) => void;

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

const shown = (view: OrderView): Answer => json(200, view, { etag: `"v${view.version}"` });

/** An edge that answers as it is told, one answer for each call: what a real one does only when something breaks. */
class ScriptedEdge {
  readonly seen: Seen[] = [];
  script: Answer[] = [];
  private constructor(private readonly server: Server) {}

  static async listen(): Promise<ScriptedEdge> {
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () =>
        edge.answer({ call: `${request.method} ${request.url}`, headers: request.headers, body }, response),
      );
    });
    const edge = new ScriptedEdge(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return edge;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  plays(...script: Answer[]): void {
    this.script = script;
    this.seen.length = 0;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private answer(seen: Seen, response: ServerResponse): void {
    this.seen.push(seen);
    const answer = this.script.shift();
    if (answer === undefined) response.writeHead(599).end('the script is over');
    else answer(response, seen);
  }
}

describe('windrose order', () => {
  const directory = temporaryDirectory();
  let edge: ScriptedEdge;

  beforeAll(async () => {
    edge = await ScriptedEdge.listen();
    await signingKey(signingKeyFiles(directory.path, {}));
    writeRunFile(directory.path, { edge: edge.url });
  });
  afterAll(() => {
    edge?.close();
    directory.remove();
  });

  const windrose = (...argv: string[]) => cli(['order', ...argv, '--home', directory.path], { width: 80 });

  it('place: logs in as the demo customer and sends a key of its own each time', async () => {
    const token = json(200, { accessToken: 'a.b.c', tokenType: 'Bearer', expiresIn: 3_600 });
    const keys = new Set<unknown>();
    for (let i = 0; i < 2; i++) {
      edge.plays(token, json(201, order('pending', 1)));
      const { exitCode, out } = await windrose(
        'place',
        'tea-100:2',
        'cup',
        '--payment-token',
        'tok_slow',
        '--wait',
        '5',
      );
      expect(exitCode).toBe(0);
      expect(out).toContain('pending, awaiting_stock');
      const [logIn, post] = edge.seen as [Seen, Seen];
      expect(logIn.call).toBe('POST /v1/auth/token');
      expect(JSON.parse(logIn.body)).toEqual({ email: 'customer@example.com', password: 'demo-password' });
      expect(logIn.headers.authorization).toBeUndefined();
      expect(post.call).toBe('POST /v1/orders');
      expect(post.headers).toMatchObject({ authorization: 'Bearer a.b.c', prefer: 'wait=5' });
      expect(JSON.parse(post.body)).toMatchObject({
        lines: [
          { sku: 'tea-100', quantity: 2 },
          { sku: 'cup', quantity: 1 },
        ],
        payment: { token: 'tok_slow' },
      });
      keys.add(post.headers['idempotency-key']);
    }
    expect(keys.size).toBe(2);
  });

  it('place: tells which part of the order was refused', async () => {
    const errors = [{ pointer: '#/lines/0/sku', detail: 'there is no product tea-100' }];
    edge.plays(json(422, { code: 'invalid', status: 422, detail: 'The order is not valid.', errors }));
    const { exitCode, out, err } = await windrose('place', 'tea-100', '--token', 't', '--json');
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
    expect(JSON.parse(err)).toEqual({
      error: {
        code: 'invalid',
        message: 'POST /v1/orders: 422 The order is not valid. #/lines/0/sku there is no product tea-100',
        status: 422,
        problem: { code: 'invalid', status: 422, detail: 'The order is not valid.', errors },
      },
    });
  });

  it('get: a screen that fits and commands nothing, or the very order as JSON', async () => {
    edge.plays(shown(order('rejected', 2)), shown(order('rejected', 2)));
    const { out } = await windrose('get', ID);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(out).toMatch(/^reason {4}out_of_stock: Not enough in stock: tea-100\.$/m);
    expect(out).toMatch(/^tea-100 .* 2 +EUR 12\.50 +EUR 25\.00$/m);
    expect(out).not.toContain('\u001b');
    expect(JSON.parse((await windrose('get', ID, '--json')).out)).toEqual(order('rejected', 2));
    expect(edge.seen[0]!.headers.authorization).toMatch(/^Bearer \S+\.\S+\.\S+$/);
  });

  it('get: an answer that is no problem+json is told all the same', async () => {
    edge.plays((response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad Gateway</h1>'));
    const { exitCode, err } = await windrose('get', ID);
    expect(exitCode).toBe(1);
    expect(err).toBe(`windrose: GET /v1/orders/${ID}: 502 no further words\n`);
  });

  it('list: passes its options on and says how to go on', async () => {
    edge.plays(json(200, { data: [order('pending', 1), order('rejected', 2)], nextCursor: 'n3xt' }));
    const { out } = await windrose('list', '--status', 'pending', '--limit', '2', '--cursor', 'c/1');
    expect(edge.seen[0]!.call).toBe('GET /v1/orders?limit=2&status=pending&cursor=c%2F1');
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(out).toContain('\nmore with --cursor n3xt\n');
  });

  it('cancel: says why, and what became of it', async () => {
    edge.plays(json(200, order('cancelling', 4)), json(200, order('cancelling', 4)));
    const { exitCode, out } = await windrose('cancel', ID, '--reason', 'ordered twice');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^status +cancelling/m);
    expect((await windrose('cancel', ID, '--json')).exitCode).toBe(0);
    expect(edge.seen.map(({ call, body }) => [call, JSON.parse(body)])).toEqual([
      [`POST /v1/orders/${ID}/cancel`, { reason: 'ordered twice' }],
      [`POST /v1/orders/${ID}/cancel`, {}],
    ]);
  });

  it('cancel: fails in the words of the edge when it is too late', async () => {
    edge.plays(json(409, { code: 'conflict', detail: 'A part of it has left the house.' }));
    const { exitCode, err } = await windrose('cancel', ID);
    expect(exitCode).toBe(1);
    expect(err).toContain('409 A part of it has left the house.');
  });

  describe('why', () => {
    const event = (id: string, service: Service, type: string, more: Partial<StoryEvent> = {}): StoryEvent => ({
      id,
      service,
      position: 1,
      stream: 's',
      type,
      version: 1,
      at: `2026-11-21T08:30:0${id}.123456Z`,
      data: {},
      actor: { type: 'service', id: service },
      causationId: null,
      correlationId: 'c',
      ...more,
    });
    const story = [
      event('1', 'orders', 'OrderPlaced', {
        actor: { type: 'customer', id: 'customer-1' },
        data: { lines: [{ sku: 'tea-100', quantity: 2 }], total: { amount: 2_500, currency: 'EUR' } },
      }),
      event('2', 'inventory', 'StockReserved', { causationId: '1' }),
      event('3', 'notifications', 'EmailComposed', { causationId: '1' }),
      event('4', 'orders', 'PaymentRequested', { causationId: '2' }),
      event('5', 'payments', 'PaymentDeclined', {
        causationId: '4',
        data: { code: 'declined', message: 'No money.\u001b[2J' },
      }),
    ];
    const waiting: OrderView = {
      ...order('pending', 2),
      stage: 'awaiting_payment',
      waitsFor: { what: 'payment', until: '2026-11-21T08:31:00.000Z' },
    };

    it('tells how it stands, what it waits for, and what caused what, on eighty columns', async () => {
      edge.plays(shown(waiting), json(200, { data: story }));
      const { out } = await windrose('why', ID);
      expect(out).toContain('status    pending, awaiting_payment  version 2\n');
      expect(out).toMatch(/^waits for payment, until 2026-11-21 08:31:00 \(.+\)$/m);
      expect(out.slice(out.indexOf('\n\n') + 2)).toBe(
        [
          '08:30:01.123  orders         OrderPlaced  by customer customer; EUR 25.00; 2×te…',
          '08:30:02.123  inventory      ├ StockReserved',
          '08:30:04.123  orders         │ └ PaymentRequested',
          '08:30:05.123  payments       │   └ PaymentDeclined  declined: No money.\ufffd[2J',
          '08:30:03.123  notifications  └ EmailComposed',
          '',
        ].join('\n'),
      );
      for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
      expect(edge.seen.map(({ call }) => call)).toEqual([`GET /v1/orders/${ID}`, `GET /v1/orders/${ID}/events`]);
    });

    it('gives programs the order and its story, each event with its depth', async () => {
      edge.plays(shown(waiting), json(200, { data: story }));
      const { out } = await windrose('why', ID, '--json');
      expect(JSON.parse(out)).toEqual({
        order: waiting,
        story: [0, 1, 3, 4, 2].map((n, i) => ({ ...story[n], depth: [0, 1, 2, 3, 1][i] })),
      });
    });
  });

  it('sends its own token to no system but this one', async () => {
    const { exitCode, err } = await windrose('list', '--url', 'http://windrose.invalid');
    expect(exitCode).toBe(1);
    expect(err).toBe('windrose: --token is needed to call http://windrose.invalid\n');
  });

  describe('watch', () => {
    const statuses = (out: string): string[] =>
      out
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as OrderView).status);

    it('prints each state once, through 304s, 503s and a connection that breaks, and ends with the order', async () => {
      edge.plays(
        shown(order('pending', 1)),
        (response) => response.writeHead(304, { etag: '"v1"' }).end(),
        json(503, { detail: 'later', code: 'service_unavailable' }, { 'retry-after': '0' }),
        shown(order('confirmed', 3)),
        (response) => response.destroy(),
        shown(order('shipped', 4)),
        shown(order('completed', 6)),
      );
      const { exitCode, out, err } = await windrose('watch', ID, '--json');
      expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
      expect(statuses(out)).toEqual(['pending', 'confirmed', 'shipped', 'completed']);
      const tags = edge.seen.map(({ headers }) => headers['if-none-match']);
      expect(tags).toEqual([undefined, '"v1"', '"v1"', '"v1"', '"v3"', '"v3"', '"v4"']);
      expect(edge.seen[1]!.headers.prefer).toMatch(/^wait=\d+$/);
    });

    it('ends at once with an order that has ended, and says why it did', async () => {
      edge.plays(shown(order('rejected', 2)));
      const { exitCode, out } = await windrose('watch', ID);
      expect(exitCode).toBe(0);
      expect(out).toBe(
        '08:30:01.500  rejected  version 2\n              out_of_stock: Not enough in stock: tea-100.\n',
      );
    });

    it('fails when the time is over first', async () => {
      const unchanged: Answer = (response) => response.writeHead(304, { etag: '"v1"' }).end();
      edge.plays(shown(order('pending', 1)), ...Array.from({ length: 50 }, () => unchanged));
      const { exitCode, err } = await windrose('watch', ID, '--timeout', '1');
      expect(exitCode).toBe(1);
      expect(err).toContain('--timeout');
    });

    it('fails at once when there is no such order, also later on', async () => {
      const gone = json(404, { detail: 'There is no such order.', code: 'not_found' });
      edge.plays(gone);
      expect(await windrose('watch', ID)).toMatchObject({ exitCode: 1, out: '' });
      edge.plays(shown(order('pending', 1)), gone);
      expect((await windrose('watch', ID)).err).toContain('404 There is no such order.');
    });

    it('is what place goes on with', async () => {
      edge.plays(json(201, order('pending', 1)), shown(order('pending', 1)), shown(order('completed', 6)));
      const placing = startCli(['order', 'place', 'tea-100', '--watch', '--token', 't', '--url', edge.url, '--json']);
      await eventually(() => expect(statuses(placing.out())).toEqual(['pending', 'completed']));
      expect((await placing.ended).exitCode).toBe(0);
    });
  });
});
