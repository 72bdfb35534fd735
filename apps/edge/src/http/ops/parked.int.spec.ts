import {
  ok,
  refused,
  type DeadLetter,
  type ListParked,
  type ParkedEntry,
  type ParkedResolution,
  type RepeatableRequest,
} from '@windrose/contracts';
import { startTestNats, type TestNats } from '@windrose/testing';
import { bodyOf, TestEdge } from '../../fixtures/test-edge';
import { PARKING_SERVICES, type ParkingService } from './parked-list';
import type { ParkedListResponse } from './parked.response';

const OPERATOR = '018f0000-0000-7000-8000-000000000001';
const KEY = '018f0000-0000-7000-8000-00000000000a';

const letter = (service: ParkingService, id: string, second: number): DeadLetter => ({
  ...{ kind: 'dead letter', service, id, key: 'k', attempts: 20, error: 'refused', job: 'send-email' },
  since: `2026-01-01T00:00:${String(second).padStart(2, '0')}.000000Z`,
});

describe('what is parked, over HTTP', () => {
  let nats: TestNats;
  let edge: TestEdge;
  let headers: Record<string, string>;

  beforeAll(async () => {
    nats = await startTestNats();
    edge = await TestEdge.start(nats.url);
    headers = {
      authorization: `Bearer ${await edge.token(OPERATOR, 'operator')}`,
      'content-type': 'application/json',
    };
  });
  afterAll(async () => {
    await edge.close();
    await nats.stop();
  });

  const list = (query = ''): Promise<ParkedListResponse> =>
    bodyOf<ParkedListResponse>(edge.fetch(`/v1/ops/parked${query}`, { headers }));
  const post = (path: string, body?: unknown, more: Record<string, string> = {}): Promise<Response> =>
    edge.fetch(`/v1/ops/parked/${path}`, {
      method: 'POST',
      headers: { ...headers, ...more },
      body: body === undefined ? undefined : JSON.stringify(body),
    });

  /** Every service answers from this list, as the services do. */
  async function parked(entries: readonly ParkedEntry[], silent: readonly ParkingService[] = []): Promise<void> {
    for (const service of PARKING_SERVICES) {
      const own = entries.filter((entry) => entry.service === service);
      const subject = `rpc.v1.${service}.parked-list` as const;
      const isBehind = ({ since, id }: ParkedEntry, after: ListParked['after']): boolean =>
        after === undefined ||
        since < after.since ||
        (since === after.since && (service > after.service || (service === after.service && id > after.id)));
      await edge.services.on(
        subject,
        silent.includes(service)
          ? 'silent'
          : ({ limit, after }) => ok(own.filter((entry) => isBehind(entry, after)).slice(0, limit)),
      );
    }
  }

  it('is one list of all services, newest first, page by page without a gap or a repeat', async () => {
    const entries = [
      letter('shipping', 's-1', 9),
      letter('orders', 'o-1', 5),
      letter('orders', 'o-2', 5),
      letter('payments', 'p-1', 5),
      letter('inventory', 'i-1', 3),
    ];
    await parked(entries);
    expect(await list()).toEqual({ data: entries, nextCursor: null, unavailable: [] });
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const page = await list(`?limit=2${cursor}`);
      seen.push(...page.data.map(({ id }) => id));
      if (page.nextCursor === null) break;
      cursor = `&cursor=${page.nextCursor}`;
    }
    expect(seen).toEqual(['s-1', 'o-1', 'o-2', 'p-1', 'i-1']);
    expect((await edge.fetch('/v1/ops/parked?cursor=x', { headers })).status).toBe(400);
    expect((await edge.fetch('/v1/ops/parked?limit=0', { headers })).status).toBe(400);
  });

  it('names the services that do not answer, and tells the rest', async () => {
    await parked([letter('orders', 'o-1', 5)], ['payments']);
    expect(await list()).toEqual({
      data: [letter('orders', 'o-1', 5)],
      nextCursor: null,
      unavailable: [{ service: 'payments', detail: 'no answer to rpc.v1.payments.parked-list within 3000 ms' }],
    });
  });

  it('is for operators', async () => {
    const customer = { authorization: `Bearer ${await edge.token(OPERATOR, 'customer')}` };
    for (const [path, method] of [
      ['', 'GET'],
      [`/orders/${KEY}`, 'GET'],
      [`/orders/${KEY}/redrive`, 'POST'],
      [`/orders/${KEY}/discard`, 'POST'],
    ] as const) {
      expect((await edge.fetch(`/v1/ops/parked${path}`, { method, headers: customer })).status).toBe(403);
    }
  });

  it('is shown, also by an id with a slash in it', async () => {
    const details = { entry: letter('notifications', 'mail/1', 1), history: [], line: [], data: { to: 'a' } };
    await edge.services.on('rpc.v1.notifications.parked-show', ({ id }) =>
      id === 'mail/1' ? ok(details) : refused('not_found', 'nothing parked'),
    );
    const show = (path: string): Promise<Response> => edge.fetch(`/v1/ops/parked/${path}`, { headers });
    expect(await bodyOf(show('notifications/mail%2F1'))).toEqual(details);
    expect((await show('notifications/x')).status).toBe(404);
    expect((await show('edge/x')).status).toBe(404);
    expect((await show('nobody/x')).status).toBe(404);
  });

  it('is redriven for the one who asks: 200 when that is done, 202 when it will be', async () => {
    let status: ParkedResolution['status'] = 'redriven';
    await edge.services.on('rpc.v1.orders.parked-redrive', ({ id }, { actor }) => {
      expect(actor).toEqual({ type: 'operator', id: OPERATOR });
      return ok({ service: 'orders', id, status, entry: null });
    });
    const done = await post(`orders/${KEY}/redrive`);
    expect(done.status).toBe(200);
    expect(await bodyOf(done)).toEqual({ service: 'orders', id: KEY, status: 'redriven', entry: null });
    status = 'requested';
    expect((await post(`orders/${KEY}/redrive`)).status).toBe(202);
  });

  it('is discarded with a reason, as a whole or one event', async () => {
    const asked: unknown[] = [];
    await edge.services.on('rpc.v1.orders.parked-discard', (input) => {
      asked.push(input);
      return ok({ service: 'orders', id: input.id, status: 'discarded', entry: null });
    });
    const event = { source: 'inventory', position: 7 };
    expect((await post(`orders/${KEY}/discard`, { reason: 'settled' })).status).toBe(200);
    expect((await post(`orders/${KEY}/discard`, { reason: 'settled', event })).status).toBe(200);
    expect(asked).toEqual([
      { id: KEY, reason: 'settled' },
      { id: KEY, reason: 'settled', event },
    ]);
    for (const body of [
      {},
      { reason: ' ' },
      { reason: 'x', event: 7 },
      { reason: 'x', event: { ...event, position: 0 } },
      { reason: 'x', event: { ...event, source: 'x' } },
      { reason: 'x', all: true },
    ]) {
      expect((await post(`orders/${KEY}/discard`, body)).status).toBe(422);
    }
    expect(asked).toHaveLength(2);
  });

  describe.each([
    ['redrive', undefined],
    ['discard', { reason: 'settled' }],
  ] as const)('a %s with an Idempotency-Key', (action, body) => {
    const path = `orders/${KEY}/${action}`;
    const subject = `rpc.v1.orders.parked-${action}` as const;
    const ask = (key: string, sent: unknown = body) => post(path, sent, { 'idempotency-key': key });

    it('says in the answer that it is an earlier one, also of 202 and 404', async () => {
      const value: ParkedResolution = { service: 'orders', id: KEY, status: 'requested', entry: null };
      await edge.services.on(subject, () => ok(value));
      const first = await ask('k');
      expect([first.status, first.headers.get('idempotent-replayed')]).toEqual([202, null]);
      await edge.services.on(subject, () => ({ ...ok(value), replayed: true }));
      const again = await ask('k');
      expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([202, 'true']);
      expect(await bodyOf(again)).toEqual(value);
      await edge.services.on(subject, () => ({
        ok: false,
        refusal: { code: 'not_found', detail: 'nothing parked', replayed: true },
      }));
      const none = await ask('k');
      expect([none.status, none.headers.get('idempotent-replayed')]).toEqual([404, 'true']);
      await edge.services.on(subject, () => refused('idempotency_key_reused', 'used before'));
      const reused = await ask('k');
      expect([reused.status, reused.headers.get('content-type')]).toEqual([422, 'application/problem+json']);
    });

    it('says who asks for what, so that the service knows a repeat', async () => {
      const seen: (RepeatableRequest | undefined)[] = [];
      await edge.services.on(subject, (_, { request }) => {
        seen.push(request);
        return ok({ service: 'orders', id: KEY, status: 'requested', entry: null });
      });
      await ask('k');
      await ask('k');
      await ask('k', { reason: 'other' });
      await ask('l');
      await post(path, body);
      const [first, again, otherBody, otherKey, none] = seen;
      expect(again).toEqual(first);
      expect([otherBody?.id === first?.id, otherBody?.digest === first?.digest]).toEqual([true, false]);
      expect([otherKey?.id === first?.id, otherKey?.digest === first?.digest]).toEqual([false, true]);
      expect(none).toBeUndefined();
    });
  });
});
