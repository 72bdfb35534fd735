import { createLogger } from '@windrose/platform';
import { eventually, temporaryDirectory, type TemporaryDirectory } from '@windrose/testing';
import type { AuthorizationBody, MovementBody } from './bodies';
import type { MoneyMovement } from './money-movement';
import { startProvider, type RunningProvider } from './provider';
import { ProviderClient, type ProviderReply } from './provider-client.testing';

/** Short, but long enough to be told from an answer at once. */
const delays = { slowMs: 300, lostMs: 400 };

describe('the payment provider', () => {
  let directory: TemporaryDirectory;
  let provider: RunningProvider;
  let client: ProviderClient;

  beforeAll(async () => {
    directory = temporaryDirectory();
    provider = await start();
    client = new ProviderClient(provider.url);
  });

  afterAll(async () => {
    await provider.close();
    directory.remove();
  });

  describe('with a card that works', () => {
    it('authorises, captures in parts, voids the rest, refunds, and keeps the ledger of it', async () => {
      const authorization = await authorized('order-whole', { amount: 100 });
      expect(authorization).toMatchObject({ reference: 'order-whole', amount: 100, currency: 'EUR' });
      const path = `/authorizations/${authorization.id}`;

      const capture = await client.post<MovementBody>(`${path}/capture`, { amount: 60 }, 'whole-c');
      expect(capture.status).toBe(201);
      expect(capture.body).toMatchObject({
        authorizationId: authorization.id,
        kind: 'capture',
        amount: 60,
        currency: 'EUR',
      });
      const released = await client.post<MovementBody>(`${path}/void`, {}, 'whole-v');
      expect(released.body).toMatchObject({ kind: 'void', amount: 40 });
      const refund = await client.post<MovementBody>(`${path}/refund`, { amount: 10 }, 'whole-r');
      expect(refund.body).toMatchObject({ kind: 'refund', amount: 10 });

      const now = await client.get<AuthorizationBody>(path);
      expect(now.body).toMatchObject({ status: 'voided', captured: 60, voided: 40, refunded: 10 });
      const ledger = await ledgerOf('order-whole');
      expect(ledger.map(({ kind, amount, idempotencyKey }) => [kind, amount, idempotencyKey])).toEqual([
        ['authorize', 100, 'order-whole'],
        ['capture', 60, 'whole-c'],
        ['void', 40, 'whole-v'],
        ['refund', 10, 'whole-r'],
      ]);
      for (const line of ledger) {
        expect(line).toMatchObject({ authorizationId: authorization.id, reference: 'order-whole', currency: 'EUR' });
        expect(new Date(line.at).toISOString()).toBe(line.at);
      }
      expect(new Set(ledger.map(({ id }) => id)).size).toBe(4);
    });

    it('gives the first result again to a repeated key, a refusal too', async () => {
      const first = await client.authorize({ reference: 'order-again' }, 'again');
      const second = await client.authorize({ reference: 'order-again' }, 'again');
      expect(second).toMatchObject({ status: 201, body: first.body });
      expect(second.headers.get('idempotent-replayed')).toBe('true');
      expect(first.headers.get('idempotent-replayed')).toBeNull();

      const path = `/authorizations/${(first.body as AuthorizationBody).id}`;
      const tooMuch = await client.post(`${path}/capture`, { amount: 1_000 }, 'again-c');
      expect(tooMuch).toMatchObject({ status: 422, body: { error: { code: 'amount_too_large', field: 'amount' } } });
      const repeated = await client.post(`${path}/capture`, { amount: 1_000 }, 'again-c');
      expect(repeated).toMatchObject({ status: 422, body: tooMuch.body });
      expect(await ledgerOf('order-again')).toHaveLength(1);
    });

    it('refuses a key that comes back with another body or for another call', async () => {
      const { id } = await authorized('order-reuse', { amount: 100 });
      const reused = { status: 422, body: { error: { code: 'idempotency_key_reused', field: 'Idempotency-Key' } } };
      expect(await client.authorize({ reference: 'order-reuse', amount: 101 }, 'order-reuse')).toMatchObject(reused);
      expect(await client.post(`/authorizations/${id}/void`, {}, 'order-reuse')).toMatchObject(reused);
      await client.post(`/authorizations/${id}/capture`, { amount: 5 }, 'reuse-c');
      expect(await client.post(`/authorizations/${id}/refund`, { amount: 5 }, 'reuse-c')).toMatchObject(reused);
      expect((await ledgerOf('order-reuse')).map(({ kind }) => kind)).toEqual(['authorize', 'capture']);
    });

    it('does a thing once for 50 calls at once with one key', async () => {
      const authorizations = await Promise.all(fifty(() => client.authorize({ reference: 'order-50' }, 'fifty')));
      expect(new Set(authorizations.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
      const { id } = authorizations[0]!.body as AuthorizationBody;
      const captures = await Promise.all(
        fifty(() => client.post(`/authorizations/${id}/capture`, { amount: 70 }, 'fifty-c')),
      );
      expect(new Set(captures.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
      expect((await ledgerOf('order-50')).map(({ kind }) => kind)).toEqual(['authorize', 'capture']);
    });

    it('never captures more than was authorised when 50 different calls race', async () => {
      const { id } = await authorized('order-race', { amount: 100 });
      const replies = await Promise.all(
        fifty((n) => client.post(`/authorizations/${id}/capture`, { amount: 9 }, `race-${n}`)),
      );
      expect(replies.filter(({ status }) => status === 201)).toHaveLength(11);
      expect(replies.filter(({ status }) => status === 422)).toHaveLength(39);
    });
  });

  describe('to reconcile', () => {
    it('finds an authorisation by the order, by the key of any of its calls, by both, or not', async () => {
      const { id } = await authorized('order-find');
      await client.post(`/authorizations/${id}/capture`, { amount: 1 }, 'find-c');
      const ids = async (query: string) =>
        (await client.get<{ data: AuthorizationBody[] }>(`/authorizations?${query}`)).body.data.map((each) => each.id);
      expect(await ids('reference=order-find')).toEqual([id]);
      expect(await ids('idempotencyKey=order-find')).toEqual([id]);
      expect(await ids('idempotencyKey=find-c')).toEqual([id]);
      expect(await ids('reference=order-find&idempotencyKey=find-c')).toEqual([id]);
      expect(await ids('reference=order-other&idempotencyKey=find-c')).toEqual([]);
      expect(await ids('reference=order-nobody-knows')).toEqual([]);
      expect(await ids('idempotencyKey=key-nobody-knows')).toEqual([]);
      expect(await client.get('/authorizations')).toMatchObject({
        status: 400,
        body: { error: { field: 'reference' } },
      });
    });
  });

  describe('with the other cards', () => {
    it('tok_declined: 402 with the reason, findable, and not in the ledger', async () => {
      const reply = await client.authorize({ reference: 'order-declined', token: 'tok_declined' }, 'declined');
      expect(reply).toMatchObject({ status: 402, body: { status: 'declined', decline: { code: 'card_declined' } } });
      expect(await client.authorize({ reference: 'order-declined', token: 'tok_declined' }, 'declined')).toMatchObject({
        status: 402,
        body: reply.body,
      });
      expect((await client.get('/authorizations?reference=order-declined')).body).toEqual({ data: [reply.body] });
      expect(await ledgerOf('order-declined')).toEqual([]);
    });

    it('tok_slow: does at once what it answers late, and every answer is late', async () => {
      const pending = timed(client.authorize({ reference: 'order-slow', token: 'tok_slow' }, 'slow'));
      const [line] = await eventually(async () => {
        const ledger = await ledgerOf('order-slow');
        expect(ledger).toHaveLength(1);
        return ledger;
      });
      const { result, ms } = await pending;
      expect(result.status).toBe(201);
      expect(ms).toBeGreaterThanOrEqual(delays.slowMs - 5);
      const path = `/authorizations/${line!.authorizationId}`;
      for (const call of [
        () => client.authorize({ reference: 'order-slow', token: 'tok_slow' }, 'slow'),
        () => client.post(`${path}/capture`, { amount: 1 }, 'slow-c'),
        () => client.post(`${path}/capture`, { amount: 1_000 }, 'slow-too-much'),
        () => client.post(`${path}/void`, undefined, 'slow-v'),
      ]) {
        expect((await timed(call())).ms).toBeGreaterThanOrEqual(delays.slowMs - 5);
      }
    });

    it('tok_flaky: two times 503 for each order, then done, with the same key', async () => {
      const statuses = async (reference: string): Promise<number[]> => {
        const seen: number[] = [];
        for (let n = 0; n < 4; n++) {
          seen.push((await client.authorize({ reference, token: 'tok_flaky' }, `${reference}-key`)).status);
        }
        return seen;
      };
      expect(await statuses('order-flaky-1')).toEqual([503, 503, 201, 201]);
      expect(await statuses('order-flaky-2')).toEqual([503, 503, 201, 201]);
      expect(await ledgerOf('order-flaky-1')).toHaveLength(1);
    });

    it('tok_lost_answer: done, but the connection is dropped; the same key then gets the result', async () => {
      const request = { reference: 'order-lost', token: 'tok_lost_answer' };
      const lost = timed(
        client.authorize(request, 'lost').then(
          () => 'answered',
          () => 'dropped',
        ),
      );
      await eventually(async () => expect(await ledgerOf('order-lost')).toHaveLength(1));
      expect((await client.authorize(request, 'lost')).status).toBe(201);
      const { result, ms } = await lost;
      expect(result).toBe('dropped');
      expect(ms).toBeGreaterThanOrEqual(delays.lostMs - 5);
      expect(await ledgerOf('order-lost')).toHaveLength(1);
    });

    it('tok_capture_fails: the first capture is refused, its key stays refused, another key succeeds', async () => {
      const { id } = await authorized('order-capture-fails', { token: 'tok_capture_fails' });
      const capture = (key: string) => client.post(`/authorizations/${id}/capture`, { amount: 50 }, key);
      expect(await capture('cf-1')).toMatchObject({ status: 402, body: { error: { code: 'capture_refused' } } });
      expect(await capture('cf-1')).toMatchObject({ status: 402 });
      expect(await capture('cf-2')).toMatchObject({ status: 201 });
      expect((await ledgerOf('order-capture-fails')).map(({ kind }) => kind)).toEqual(['authorize', 'capture']);
    });

    it('tok_requires_action: nothing is held until the customer has pressed the button', async () => {
      const reply = await client.authorize({ reference: 'order-action', token: 'tok_requires_action' }, 'action');
      const { id, status, nextAction } = reply.body as AuthorizationBody;
      expect([reply.status, status, nextAction?.type]).toEqual([201, 'requires_action', 'redirect']);
      expect(await ledgerOf('order-action')).toEqual([]);
      expect(await client.post(`/authorizations/${id}/capture`, { amount: 1 }, 'action-c')).toMatchObject({
        status: 409,
      });

      const page = await fetch(nextAction!.url);
      expect(page.headers.get('content-type')).toContain('text/html');
      expect(await page.text()).toContain('<button');
      expect(await ledgerOf('order-action')).toEqual([]);

      for (const press of [1, 2]) {
        const pressed = await fetch(nextAction!.url, {
          method: 'POST',
          body: new URLSearchParams({ press: `${press}` }),
        });
        expect([pressed.status, (await pressed.text()).includes('is confirmed')]).toEqual([200, true]);
      }
      expect((await client.get(`/authorizations/${id}`)).body).toMatchObject({ status: 'authorized' });
      expect(await ledgerOf('order-action')).toMatchObject([
        { kind: 'authorize', amount: 100, idempotencyKey: 'action' },
      ]);
    });

    it('an authorisation that was ended can not be confirmed any more', async () => {
      const reply = await client.authorize({ reference: 'order-ended', token: 'tok_requires_action' }, 'ended');
      const { id, nextAction } = reply.body as AuthorizationBody;
      expect(await client.post(`/authorizations/${id}/void`, undefined, 'ended-v')).toMatchObject({
        status: 201,
        body: { kind: 'void', amount: 0 },
      });
      expect((await fetch(nextAction!.url, { method: 'POST' })).status).toBe(409);
      expect(await ledgerOf('order-ended')).toEqual([]);
    });

    it('any other token: 422', async () => {
      const reply = await client.authorize({ reference: 'order-token', token: 'tok_gold' }, 'token');
      expect(reply).toMatchObject({ status: 422, body: { error: { code: 'unknown_token', field: 'token' } } });
    });
  });

  describe('with calls that are not right', () => {
    it('wants a key for everything that moves money', async () => {
      const { id } = await authorized('order-keyless');
      for (const path of [
        '/authorizations',
        ...['capture', 'void', 'refund'].map((call) => `/authorizations/${id}/${call}`),
      ]) {
        const body = path === '/authorizations' ? client.authorization({}) : path.endsWith('void') ? {} : { amount: 1 };
        const refused = { status: 400, body: { error: { code: 'bad_idempotency_key', field: 'Idempotency-Key' } } };
        expect(await client.post(path, body, undefined)).toMatchObject(refused);
      }
    });

    it.each<[string, RequestInit & { path: string }, number, string]>([
      ['malformed JSON', { path: '/authorizations', method: 'POST', body: '{"amount":' }, 400, 'malformed_json'],
      [
        'a body of 64 KiB and more',
        { path: '/authorizations', method: 'POST', body: `"${'x'.repeat(65_536)}"` },
        413,
        'body_too_large',
      ],
      ['no body', { path: '/authorizations', method: 'POST' }, 422, 'invalid_request'],
      [
        'an unknown authorisation',
        { path: '/authorizations/nope/void', method: 'POST' },
        404,
        'authorization_not_found',
      ],
      ['an unknown path', { path: '/payments' }, 404, 'not_found'],
      ['an unknown action', { path: '/authorizations/x/steal', method: 'POST' }, 404, 'not_found'],
      ['a deeper path', { path: '/authorizations/x/void/y', method: 'POST' }, 404, 'not_found'],
      ['the wrong method', { path: '/authorizations', method: 'DELETE' }, 405, 'method_not_allowed'],
    ])('answers %s with an error that says so', async (_, { path, ...init }, status, code) => {
      const reply = await fetch(provider.url + path, { ...init, headers: { 'idempotency-key': 'bad' } });
      expect([reply.status, ((await reply.json()) as { error: { code: string } }).error.code]).toEqual([status, code]);
    });
  });

  it('serves its health and metrics', async () => {
    for (const path of ['/livez', '/readyz', '/metrics']) expect((await fetch(provider.url + path)).status).toBe(200);
  });

  describe('when it stops and starts again', () => {
    it('knows everything that it knew', async () => {
      const before = await client.get('/ledger');
      const flaky = { reference: 'order-restart-flaky', token: 'tok_flaky' };
      expect((await client.authorize(flaky, 'restart-flaky')).status).toBe(503);
      const answered = await client.authorize({ reference: 'order-restart' }, 'restart');
      await restart();
      expect((await client.get('/ledger')).text).toContain(before.text.slice(0, -4));
      const again = await client.authorize({ reference: 'order-restart' }, 'restart');
      expect([again.status, again.text]).toEqual([201, answered.text]);
      expect(await client.authorize({ reference: 'order-restart', amount: 7 }, 'restart')).toMatchObject({
        status: 422,
      });
      expect((await client.authorize(flaky, 'restart-flaky')).status).toBe(503);
      expect((await client.authorize(flaky, 'restart-flaky')).status).toBe(201);
    });

    it('answers what is still waiting instead of keeping it', async () => {
      const slow = client.authorize({ reference: 'order-stop', token: 'tok_slow' }, 'stop');
      await eventually(async () => expect(await ledgerOf('order-stop')).toHaveLength(1));
      await restart();
      expect((await slow).status).toBe(201);
    });

    it('refuses to share its port', async () => {
      const port = Number(new URL(provider.url).port);
      await expect(start(port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    });
  });

  async function authorized(reference: string, changes = {}): Promise<AuthorizationBody> {
    const reply = await client.authorize({ reference, ...changes }, reference);
    expect(reply.status).toBe(201);
    return reply.body as AuthorizationBody;
  }

  async function ledgerOf(reference: string): Promise<MoneyMovement[]> {
    return (await client.get<{ data: MoneyMovement[] }>(`/ledger?reference=${reference}`)).body.data;
  }

  async function restart(): Promise<void> {
    const port = Number(new URL(provider.url).port);
    await provider.close();
    provider = await start(port);
  }

  function start(port = 0): Promise<RunningProvider> {
    return startProvider({
      ...{
        host: '127.0.0.1',
        port,
        dataDir: directory.path,
        fsync: false,
        publicUrl: undefined,
        notices: undefined,
        delays,
      },
      logger: createLogger('provider', { LOG_LEVEL: 'warn' }),
      onFailure: (error) => {
        throw error;
      },
    });
  }
});

function fifty(call: (n: number) => Promise<ProviderReply<unknown>>): Promise<ProviderReply<unknown>>[] {
  return Array.from({ length: 50 }, (_, n) => call(n));
}

async function timed<T>(work: Promise<T>): Promise<{ result: T; ms: number }> {
  const started = performance.now();
  const result = await work;
  return { result, ms: performance.now() - started };
}
