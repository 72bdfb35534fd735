import type { RequestContext } from '@windrose/contracts';
import { createTestLog, eventually, openTestLog, startTestPostgres, type TestPostgres } from '@windrose/testing';
import type { EventLog } from '../event-log';
import { ParkedRequests } from './parked-requests';
import { ParkedWork } from './parked-work';

/** Two instances of a service, without one that would do what is wished. */
describe('an operator’s request about parked work', () => {
  let postgres: TestPostgres;
  let logs: EventLog[];
  let instances: ParkedRequests[];
  let wishes: number;

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());
  beforeEach(async () => {
    const { log, databaseUrl } = await createTestLog(postgres, 'orders');
    logs = [log, await openTestLog(databaseUrl, 'orders')];
    wishes = 0;
    instances = logs.map(
      (each) => new ParkedRequests(each, new ParkedWork(each, { onWish: () => wishes++, waitMs: 0 })),
    );
  });
  afterEach(() => Promise.all(logs.map((log) => log.close())));

  const requested = (id?: string, digest = 'd'): RequestContext => ({
    actor: { type: 'operator', id: 'o' },
    correlationId: 'c',
    ...(id !== undefined && { request: { id, digest } }),
  });
  const redrive = (id: string, context: RequestContext, instance = 0) => instances[instance]!.redrive({ id }, context);
  const discard = (id: string, context: RequestContext, event?: { source: string; position: number }) =>
    instances[0]!.discard({ id, reason: 'void', event }, context);

  async function parkKey(key: string): Promise<string> {
    const { rows } = await logs[0]!.pool.query<{ id: string }>(
      `insert into orders.parked_keys (consumer_group, key, partition, history)
       values ('orders', $1, 0, '[{"source": "inventory", "type": "StockReserved", "error": "a", "tries": 5}]')
       returning id`,
      [key],
    );
    await logs[0]!.pool.query(
      `insert into orders.parked_events (consumer_group, source, position, key, event, data)
       values ('orders', 'inventory', 7, $1, '{}', '{}')`,
      [key],
    );
    return rows[0]!.id;
  }
  const buryJob = (id: string) =>
    logs[0]!.pool.query(
      `insert into orders.jobs (job_id, kind, key, data, meta, run_at, dead, died_at, attempt)
       values ($1, 'call', 'k', '{}', '{}', now(), true, now(), 20)`,
      [id],
    );
  const bury = () => logs[0]!.pool.query('update orders.jobs set dead = true, died_at = now()');
  async function count(table: string): Promise<number> {
    const { rows } = await logs[0]!.pool.query<{ n: number }>(`select count(*)::int as n from orders.${table}`);
    return rows[0]!.n;
  }
  const REUSED = { ok: false, refusal: { code: 'idempotency_key_reused' } };

  it('is wished once, however many come at once through two instances, and all hear the same', async () => {
    const id = await parkKey('order-1');
    const results = await Promise.all(Array.from({ length: 50 }, (_, i) => redrive(id, requested('r'), i % 2)));
    expect([await count('parked_wishes'), wishes]).toEqual([1, 1]);
    expect(results.filter((result) => result.ok && result.replayed !== true)).toHaveLength(1);
    const answers = results.map((result) => result.ok && result.value);
    expect(answers[0]).toMatchObject({ status: 'requested', entry: { id, wish: 'redrive' } });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  it('is answered the same again when it is long done, and wishes nothing more', async () => {
    const id = await parkKey('order-1');
    const first = await redrive(id, requested('r'));
    await logs[0]!.pool.query('delete from orders.parked_wishes');
    expect(await redrive(id, requested('r'), 1)).toEqual({ ...first, replayed: true });
    await logs[0]!.pool.query('delete from orders.parked_keys');
    expect(await redrive(id, requested('r'))).toEqual({ ...first, replayed: true });
    expect([await count('parked_wishes'), wishes]).toEqual([0, 1]);
  });

  it('is another one with another id, and always another one without', async () => {
    const id = await parkKey('order-1');
    for (const request of ['r1', 'r2', undefined, undefined]) {
      expect(await redrive(id, requested(request))).not.toHaveProperty('replayed');
    }
    expect([await count('parked_wishes'), wishes]).toEqual([4, 4]);
  });

  it('is refused when it asks for something else', async () => {
    const id = await parkKey('order-1');
    const event = { source: 'inventory', position: 7 };
    expect(await discard(id, requested('r'), event)).toMatchObject({ ok: true, value: { status: 'requested' } });
    expect(await discard(id, requested('r', 'other'))).toMatchObject(REUSED);
    const { rows } = await logs[0]!.pool.query(
      'select wish, source, position, reason, wished_by from orders.parked_wishes',
    );
    expect(rows).toEqual([{ wish: 'discard', ...event, reason: 'void', wished_by: 'operator:o' }]);
  });

  it('gives exactly one of two that share a key the effect, also in parallel', async () => {
    const id = await parkKey('order-1');
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, i) => redrive(id, requested('r', i % 3 === 0 ? 'a' : 'b'), i % 2)),
    );
    const won = results[0]!.ok;
    expect(results.map(({ ok }) => ok)).toEqual(results.map((_, i) => (i % 3 === 0) === won));
    expect(await count('parked_wishes')).toBe(1);
  });

  it('has had its effect though its instance died before the answer: a repeat tells what came of it', async () => {
    const id = await parkKey('order-1');
    const dying = new ParkedWork(logs[1]!);
    jest.spyOn(dying, 'resolution').mockRejectedValue(new Error('killed'));
    await expect(new ParkedRequests(logs[1]!, dying).redrive({ id }, requested('r'))).rejects.toThrow('killed');
    expect(await count('parked_wishes')).toBe(1);
    await logs[0]!.pool.query('delete from orders.parked_keys');
    const again = await redrive(id, requested('r'));
    expect(again).toEqual({
      ok: true,
      value: { service: 'orders', id, status: 'redriven', entry: null },
      replayed: true,
    });
    expect(await redrive(id, requested('r', 'other'))).toMatchObject(REUSED);
  });

  it.each(['r', undefined])(
    'finds nothing when the parking ends while it is asked for (request %s)',
    async (request) => {
      const id = await parkKey('order-1');
      const holder = await logs[1]!.pool.connect();
      let asked: Promise<unknown>;
      try {
        await holder.query('begin');
        await holder.query('delete from orders.parked_keys');
        asked = redrive(id, requested(request));
        await eventually(async () => {
          const { rows } = await logs[1]!.pool.query('select from pg_locks where not granted');
          expect(rows).toHaveLength(1);
        });
        await holder.query('commit');
      } finally {
        holder.release();
      }
      expect(await asked).toEqual({
        ok: false,
        refusal: { code: 'not_found', detail: `orders has nothing parked as ${id}` },
      });
      expect([await count('parked_wishes'), wishes]).toEqual([0, 0]);
    },
  );

  it('finds nothing again where it found nothing, though there is something by now', async () => {
    const none = { ok: false, refusal: { code: 'not_found', detail: 'orders has nothing parked as j' } };
    expect(await redrive('j', requested('r'))).toEqual(none);
    await buryJob('j');
    expect(await redrive('j', requested('r'))).toEqual({ ...none, refusal: { ...none.refusal, replayed: true } });
    expect(await redrive('j', requested('r', 'other'))).toMatchObject(REUSED);
    // An event is asked for in the line of a key only.
    expect(await discard('j', requested('s'), { source: 'inventory', position: 7 })).toEqual(none);
    const id = await parkKey('order-1');
    expect(await discard(id, requested('t'), { source: 'inventory', position: 8 })).toMatchObject({ ok: false });
    expect([await count('parked_wishes'), await count('jobs where dead')]).toEqual([0, 1]);
  });

  it('has a dead job tried again once', async () => {
    await buryJob('j');
    const results = await Promise.all(Array.from({ length: 10 }, (_, i) => redrive('j', requested('r'), i % 2)));
    const answer = { ok: true, value: { service: 'orders', id: 'j', status: 'redriven', entry: null } };
    for (const result of results) expect(result).toMatchObject(answer);
    expect(results.filter((result) => !('replayed' in result))).toHaveLength(1);
    expect(await count('jobs where dead')).toBe(0);
    await bury();
    expect(await redrive('j', requested('r'), 1)).toEqual({ ...answer, replayed: true });
    expect(await count('jobs where dead')).toBe(1);
    expect(await redrive('j', requested('r2'))).toEqual(answer);
    expect(await count('jobs where dead')).toBe(0);
  });

  it('discards a dead job once, and keeps it', async () => {
    await buryJob('j');
    const answer = { ok: true, value: { service: 'orders', id: 'j', status: 'discarded', entry: null } };
    expect(await discard('j', requested('r'))).toEqual(answer);
    expect(await discard('j', requested('r'))).toEqual({ ...answer, replayed: true });
    expect([
      await count('jobs'),
      await count(`discarded where reason = 'void' and discarded_by = 'operator:o'`),
    ]).toEqual([0, 1]);
  });
});
