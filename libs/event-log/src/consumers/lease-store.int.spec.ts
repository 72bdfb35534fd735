import { newId } from '@windrose/platform';
import { createTestLog, eventually, openTestLog, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { META, step } from '../../test/fixtures';
import type { EventLog } from '../event-log';
import type { CursorMove } from '../unit';
import { LeaseStore } from './lease-store';

const PARTITIONS = 4;
const LEASE_MS = 60_000;

describe('leases', () => {
  let postgres: TestPostgres;
  let log: EventLog;
  let databaseUrl: string;

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());
  beforeEach(async () => {
    ({ log, databaseUrl } = await createTestLog(postgres, 'orders'));
  });
  afterEach(() => log.close());

  async function join(instance: string, leaseMs = LEASE_MS, of = log): Promise<LeaseStore> {
    const member = { group: 'orders', id: newId(), instance };
    const store = new LeaseStore(of, { member, partitions: PARTITIONS, leaseMs });
    await store.join();
    await store.renew();
    return store;
  }
  const held = async (store: LeaseStore): Promise<number[]> => [...(await store.renew()).held.keys()].sort();
  const move = (from: number, to: number, epoch: number, partition = 0): CursorMove => ({
    group: 'orders',
    source: 'inventory',
    partition,
    from,
    to,
    eventId: META.correlationId,
    epoch,
  });

  it('are taken one holder each, and nobody takes what is held', async () => {
    const [a, b] = [await join('a'), await join('b')];
    expect((await a.renew()).free).toBe(PARTITIONS);
    await a.take(3, ['inventory']);
    await b.take(3, ['inventory']);
    expect([await held(a), await held(b)]).toEqual([[0, 1, 2], [3]]);
    const view = await b.renew();
    expect(view).toMatchObject({ free: 0, wishes: [] });
    expect(view.members).toHaveLength(2);
  });

  it('are never held by two, when several take at once', async () => {
    const stores: LeaseStore[] = [];
    const logs = await Promise.all([1, 2, 3].map(() => openTestLog(databaseUrl, 'orders')));
    for (const [i, other] of logs.entries()) stores.push(await join(`m${i}`, LEASE_MS, other));
    await Promise.all(stores.map((store) => store.take(2, ['inventory', 'payments'])));
    const all = (await Promise.all(stores.map(held))).flat();
    expect(new Set(all).size).toBe(all.length);
    await Promise.all(stores.map((store) => store.take(2, ['inventory', 'payments'])));
    expect((await Promise.all(stores.map(held))).flat().sort()).toEqual([0, 1, 2, 3]);
    await Promise.all(logs.map((other) => other.close()));
  });

  it('fence off whoever had them before, also from partitions whose cursors never moved', async () => {
    const a = await join('a');
    await a.take(PARTITIONS, ['inventory', 'payments']);
    expect(await log.appendGroup([step('x')], [move(0, 5, 1)])).toMatchObject({ status: 'appended' });
    await a.release([0, 1]);
    const b = await join('b');
    await b.take(2, ['inventory', 'payments']);
    expect([...(await b.renew()).held]).toEqual([
      [0, 2],
      [1, 2],
    ]);
    // What the one before had under way is at the right position, and still refused.
    const conflict = { status: 'conflict', reason: 'cursor', partition: 0 };
    expect(await log.appendGroup([step('x')], [move(5, 6, 1)])).toMatchObject(conflict);
    expect(await log.appendGroup([step('x')], [{ ...move(0, 6, 1), source: 'payments' }])).toMatchObject(conflict);
    expect(await log.appendGroup([step('x')], [move(0, 6, 1, 1)])).toMatchObject({ ...conflict, partition: 1 });
    expect(await log.appendGroup([step('x')], [move(5, 6, 2), move(0, 6, 2, 1)])).toMatchObject({ status: 'appended' });
    expect(await log.appendGroup([step('x')], [move(0, 6, 1, 2)])).toMatchObject({ status: 'appended' });
  });

  it('are free when their holder has not renewed them in time, and its again if nobody took them', async () => {
    const [a, b] = [await join('a', 100), await join('b')];
    await a.take(PARTITIONS, ['inventory']);
    await eventually(async () => expect(await b.renew()).toMatchObject({ free: PARTITIONS }));
    expect((await a.renew()).held.size).toBe(PARTITIONS);
    await eventually(async () => expect(await b.renew()).toMatchObject({ free: PARTITIONS }));
    await b.take(1, ['inventory']);
    expect(await held(a)).toEqual([1, 2, 3]);
    expect(await held(b)).toEqual([0]);
    await eventually(async () => expect((await b.renew()).members).toHaveLength(1));
  });

  it('are free at once when their holder leaves, or when its instance starts again', async () => {
    const a = await join('orders#1');
    await a.take(PARTITIONS, ['inventory']);
    const other = await join('orders#2');
    expect((await other.renew()).free).toBe(0);
    const successor = await join('orders#1');
    expect(await successor.renew()).toMatchObject({ free: PARTITIONS });
    await successor.take(PARTITIONS, ['inventory']);
    await successor.leave();
    expect((await other.renew()).free).toBe(PARTITIONS);
  });

  it('say which keys are parked, as of their epoch', async () => {
    const a = await join('a');
    await a.take(2, ['inventory']);
    await log.pool.query(`
      insert into orders.parked_keys (consumer_group, key, partition, history)
      values ('orders', 'k1', 0, '[]'), ('orders', 'k2', 0, '[]'), ('orders', 'k3', 3, '[]'), ('others', 'k4', 0, '[]');
      insert into orders.parked_wishes (parked_id, wish, wished_by)
      select id, w, 'o' from orders.parked_keys, unnest(array['redrive', 'discard']) w where key <> 'k1'`);
    expect(await a.read([0, 1, 2])).toEqual(
      new Map([
        [0, { epoch: 1, parkedKeys: new Set(['k1', 'k2']) }],
        [1, { epoch: 1, parkedKeys: new Set() }],
      ]),
    );
    expect((await a.renew()).wishes).toEqual(['k2']);
  });
});
