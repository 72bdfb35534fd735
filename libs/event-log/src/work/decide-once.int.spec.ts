import type { RequestContext, Result } from '@windrose/contracts';
import { createTestLog, openTestLog, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { requestedBy } from '../meta';
import type { EventLog } from '../event-log';
import { answerOnce, decideOnce } from './decide-once';

describe('a request that is repeated', () => {
  let postgres: TestPostgres;
  let logs: EventLog[];

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  beforeEach(async () => {
    const { log, databaseUrl } = await createTestLog(postgres, 'inventory');
    logs = [log, await openTestLog(databaseUrl, 'inventory')];
  });
  afterEach(() => Promise.all(logs.map((log) => log.close())));
  afterAll(() => postgres.stop());

  const requested = (id?: string, digest = 'd'): RequestContext => ({
    actor: { type: 'operator', id: 'op' },
    correlationId: 'c',
    ...(id !== undefined && { request: { id, digest } }),
  });

  /** A decision that no version guards: nothing but the request's id keeps it from happening twice. */
  const count = (context: RequestContext, instance = 0, refuse = false): Promise<Result<number>> =>
    decideOnce<number>(logs[instance]!, context, async (work) => {
      if (refuse) return { ok: false, refusal: { code: 'conflict', detail: 'no' } };
      const before = (await work.balances(['counter'])).get('counter')?.count ?? 0;
      work.append(null, {
        stream: { id: 'counter', key: 'counter' },
        expectedVersion: 'any',
        events: [{ type: 'Counted', data: {} }],
        meta: requestedBy(context),
        postings: [{ owner: 'counter', account: 'count', delta: 1 }],
      });
      return { ok: true, value: before + 1 };
    });
  const counted = async (): Promise<[number, number | undefined]> => [
    await logs[0]!.head(),
    (await logs[0]!.balances(['counter'])).get('counter')?.count,
  ];

  it('takes effect once, however many come at once through two instances, and all hear the same', async () => {
    const results = await Promise.all(Array.from({ length: 50 }, (_, i) => count(requested('r1'), i % 2)));
    expect(await counted()).toEqual([1, 1]);
    expect(results.every((result) => result.ok && result.value === 1)).toBe(true);
    expect(results.filter((result) => result.ok && result.replayed !== true)).toHaveLength(1);
  });

  it('is another one with another id, and always another one without', async () => {
    await Promise.all(['r1', 'r2', undefined, undefined].map((id, i) => count(requested(id), i % 2)));
    expect(await counted()).toEqual([4, 4]);
  });

  it('is refused when it asks for something else', async () => {
    await count(requested('r1'));
    expect(await count(requested('r1', 'other'), 1)).toMatchObject({
      ok: false,
      refusal: { code: 'idempotency_key_reused' },
    });
    expect(await counted()).toEqual([1, 1]);
  });

  it('stays refused though it would be granted by now', async () => {
    const refused = await count(requested('r1'), 0, true);
    expect(refused).toEqual({ ok: false, refusal: { code: 'conflict', detail: 'no' } });
    expect(await count(requested('r1'), 1)).toEqual({
      ok: false,
      refusal: { code: 'conflict', detail: 'no', replayed: true },
    });
    expect(await counted()).toEqual([0, undefined]);
  });

  it('leaves nothing behind when its decision fails', async () => {
    const failing = decideOnce(logs[0]!, requested('r1'), () => Promise.reject(new Error('broken')));
    await expect(failing).rejects.toThrow('broken');
    expect(await count(requested('r1'))).toEqual({ ok: true, value: 1 });
  });

  it('is given the answer that was kept first', async () => {
    let answers = 0;
    const answer = () => Promise.resolve({ answer: ++answers });
    const kept = await Promise.all(
      Array.from({ length: 20 }, (_, i) => answerOnce(logs[i % 2]!, requested('r1'), answer)),
    );
    expect(new Set(kept.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(await answerOnce(logs[0]!, requested('r1'), answer)).toEqual(kept[0]);
    expect(await answerOnce(logs[0]!, requested(), answer)).toEqual({ answer: answers });
  });
});
