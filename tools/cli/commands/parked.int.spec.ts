import type { ParkedDetails, ParkedEntry, ParkedKey, ParkedResolution } from '@windrose/contracts';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cli, type Outcome } from '../cli.fixtures';

const ORDER = '01936f0e-7c1b-7a00-8000-0123456789ab';
const ID = '9d4f2a10-0000-4000-8000-000000000001';

const key = (more: Partial<ParkedKey> = {}): ParkedKey => ({
  ...{ kind: 'parked key', service: 'orders', id: ID, key: ORDER, group: 'orders', event: 'inventory.StockReserved' },
  ...{ events: 3, attempts: 5, error: 'no\u001b[2J shelf', since: '2026-11-21T08:30:00.000001Z', wish: null },
  ...more,
});
const letter = (id: string, service: 'notifications' | 'payments' = 'notifications'): ParkedEntry => ({
  ...{ kind: 'dead letter', service, id, key: ORDER, job: 'send-email', attempts: 20, error: 'refused' },
  since: '2026-11-21T08:29:00.000000Z',
});

/** An edge with parked entries; it answers redrives as it is told. */
class ParkedEdge {
  entries: ParkedEntry[] = [];
  unavailable: { service: string; detail: string }[] = [];
  /** What comes of the next calls, by id: at first, and then as often as it is looked at. */
  outcomes = new Map<string, { first: ParkedResolution; then?: (ParkedEntry | null)[] }>();
  readonly seen: string[] = [];
  /** `Idempotency-Key`s of the calls that changed something. */
  readonly keys: unknown[] = [];
  /** How many answers to such calls get lost from now on. */
  losesAnswers = 0;
  private constructor(private readonly server: Server) {}

  static async listen(): Promise<ParkedEdge> {
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const call = `${request.method} ${request.url} ${body}`.trim();
        edge.seen.push(call);
        if (request.method === 'POST') edge.keys.push(request.headers['idempotency-key']);
        if (request.method === 'POST' && edge.losesAnswers-- > 0) {
          request.socket.destroy();
          return;
        }
        const answer = edge.answer(call);
        response.writeHead(answer === null ? 404 : 200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(answer ?? { status: 404, code: 'not_found', detail: 'nothing parked' }));
      });
    });
    const edge = new ParkedEdge(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return edge;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private answer(call: string): unknown {
    const [, page] = /^GET \/v1\/ops\/parked\?limit=100(?:&cursor=(\d+))?$/.exec(call) ?? [];
    if (call.startsWith('GET /v1/ops/parked?')) return this.page(Number(page ?? 0));
    const [, method, path = '', action] =
      /^(GET|POST) \/v1\/ops\/parked\/[a-z]+\/([^/ ]+)(?:\/(\w+))?/.exec(call) ?? [];
    const id = decodeURIComponent(path);
    const outcome = this.outcomes.get(id);
    if (method === 'POST' && action !== undefined) return outcome?.first ?? null;
    const entry = outcome?.then ? (outcome.then.shift() ?? null) : this.entries.find((each) => each.id === id);
    return entry === null || entry === undefined ? null : details(entry);
  }

  /** Two a page. */
  private page(from: number): unknown {
    const data = this.entries.slice(from, from + 2);
    return {
      data,
      nextCursor: this.entries.length > from + 2 ? String(from + 2) : null,
      unavailable: this.unavailable,
    };
  }
}

function details(entry: ParkedEntry): ParkedDetails {
  const at = '2026-11-21T08:30:00Z';
  const event = entry.kind === 'parked key' ? 'inventory.StockReserved 7' : null;
  return {
    entry,
    history: [{ at, error: 'no shelf', tries: 5, event, worker: event === null ? 'notifications#1' : null }],
    line:
      entry.kind === 'parked key'
        ? [{ source: 'inventory', position: 7, id: ID, type: 'StockReserved', at, parkedAt: at, data: { sku: 'a' } }]
        : [],
    data: entry.kind === 'parked key' ? null : { to: 'ada' },
  };
}

describe('windrose parked', () => {
  let edge: ParkedEdge;

  beforeAll(async () => {
    edge = await ParkedEdge.listen();
  });
  beforeEach(() => {
    edge.entries = [key(), letter('mail-1'), letter('mail/2')];
    edge.unavailable = [];
    edge.outcomes.clear();
    edge.seen.length = edge.keys.length = edge.losesAnswers = 0;
  });
  afterAll(() => edge.close());

  const parked = (...argv: string[]): Promise<Outcome> =>
    cli(['parked', ...argv, '--url', edge.url, '--token', 't'], { width: 100 });

  it('lists everything of all services, over all pages', async () => {
    const { exitCode, out } = await parked('list', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toEqual(edge.entries);
    const text = (await parked('list')).out;
    expect(text.split('\n').slice(0, 3)).toEqual([
      expect.stringMatching(/^SERVICE +NAME +WHAT +WAIT {2}SINCE +ERROR$/),
      expect.stringMatching(new RegExp(`^orders +${ORDER}  inventory.StockReserved +3  2026-11-21 08:30:00  no`)),
      expect.stringMatching(/^notifications {2}mail-1 .* send-email +- {2}2026-11-21 08:29:00 {2}refused$/),
    ]);
    expect(text).not.toContain('\u001b');
    edge.entries = [];
    expect((await parked('list')).out).toBe('nothing is parked\n');
    expect((await parked('list', '--json')).out).toBe('[]\n');
  });

  it('tells what it can when a service does not answer, and that this was not all', async () => {
    edge.unavailable = [{ service: 'payments', detail: 'no answer' }];
    const { exitCode, out, err } = await parked('list', '--json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(out)).toHaveLength(3);
    expect(JSON.parse(err)).toEqual({
      error: { code: 'incomplete', message: 'not all services answered: payments: no answer' },
    });
    expect((await parked('show', 'nothing')).err).toContain(
      "nothing is parked as nothing (payments can't be asked now)",
    );
  });

  it('shows an entry by its key, its id or its job', async () => {
    for (const name of [ORDER, ID, `orders/${ORDER}`, `orders/${ID}`]) {
      expect(await parked('show', name)).toMatchObject({ exitCode: 0, out: expect.stringContaining('inventory/7') });
    }
    expect((await parked('show', 'mail/2')).out).toContain('data         {"to":"ada"}');
    expect(edge.seen.at(-1)).toBe('GET /v1/ops/parked/notifications/mail%2F2');
    edge.entries = [letter('m'), letter('m', 'payments')];
    expect((await parked('show', 'm')).err).toBe('windrose: m could be several: notifications/m, payments/m\n');
    expect((await parked('show', 'payments/m', '--json')).exitCode).toBe(0);
  });

  it('waits for what comes of a redrive', async () => {
    const { service, id } = key();
    const wished = key({ wish: 'redrive' });
    edge.outcomes.set(id, { first: { service, id, status: 'requested', entry: wished }, then: [wished, null] });
    expect(await parked('redrive', ORDER)).toEqual({ exitCode: 0, out: `orders ${ORDER}: redriven\n`, err: '' });

    const again = key({ error: 'no lorry' });
    edge.outcomes.set(id, { first: { service, id, status: 'requested', entry: wished }, then: [wished, again] });
    expect(await parked('redrive', ORDER)).toEqual({
      exitCode: 1,
      out: `orders ${ORDER}: failed again: no lorry\n`,
      err: 'windrose: 1 of 1 still parked\n',
    });

    edge.outcomes.set(id, { first: { service, id, status: 'requested', entry: wished } });
    expect(await parked('redrive', ORDER, '--wait', '0', '--json')).toMatchObject({
      exitCode: 1,
      out: `${JSON.stringify([{ service, id, status: 'requested', entry: wished }])}\n`,
    });
  });

  it('asks again with the same key when an answer is lost, and gives up in the end', async () => {
    const { service, id } = key();
    edge.outcomes.set(id, { first: { service, id, status: 'redriven', entry: null } });
    edge.losesAnswers = 2;
    expect(await parked('redrive', ORDER)).toMatchObject({ exitCode: 0, out: `orders ${ORDER}: redriven\n` });
    expect(await parked('redrive', ORDER)).toMatchObject({ exitCode: 0 });
    expect(edge.keys).toEqual([edge.keys[0], edge.keys[0], edge.keys[0], expect.any(String)]);
    expect(edge.keys[3]).not.toBe(edge.keys[0]);
    edge.losesAnswers = 3;
    expect(await parked('discard', ORDER, '--reason', 'settled')).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('/discard: '),
    });
    expect(edge.keys).toHaveLength(7);
  });

  it('redrives everything', async () => {
    for (const { service, id } of edge.entries) {
      edge.outcomes.set(id, { first: { service, id, status: 'redriven', entry: null } });
    }
    const { exitCode, out } = await parked('redrive', '--all');
    expect(exitCode).toBe(0);
    expect(out.split('\n')).toHaveLength(4);
    edge.entries = [];
    expect(await parked('redrive', '--all')).toMatchObject({ exitCode: 0, out: 'nothing is parked\n' });
  });

  it('discards with a reason, as a whole or one event', async () => {
    const { service, id } = key();
    edge.outcomes.set(id, { first: { service, id, status: 'discarded', entry: key({ events: 2 }) } });
    expect(await parked('discard', ORDER, '--reason', 'settled', '--event', 'inventory/7')).toEqual({
      exitCode: 0,
      out: `orders ${ORDER}, inventory/7: discarded; 2 events still wait\n`,
      err: '',
    });
    expect(edge.seen.at(-1)).toBe(
      `POST /v1/ops/parked/orders/${ID}/discard {"reason":"settled","event":{"source":"inventory","position":7}}`,
    );
    edge.outcomes.set(id, { first: { service, id, status: 'discarded', entry: null } });
    expect(await parked('discard', ORDER, '--reason', 'settled')).toMatchObject({
      exitCode: 0,
      out: `orders ${ORDER}: discarded\n`,
    });
  });
});
