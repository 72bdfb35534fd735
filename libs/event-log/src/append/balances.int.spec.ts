import { createTestLog, openTestLog, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { expectSound, step } from '../../test/fixtures';
import type { EventLog } from '../event-log';
import type { Posting, Unit } from '../unit';

jest.setTimeout(60_000);

const post = (account: string, delta: number, owner = 'lamp'): Posting => ({ owner, account, delta });
const take = (quantity: number, owner = 'lamp'): Unit => ({
  postings: [post('available', -quantity, owner), post('reserved', quantity, owner)],
});

describe('balances', () => {
  let postgres: TestPostgres;
  let log: EventLog;
  let databaseUrl: string;

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());
  beforeEach(async () => {
    ({ log, databaseUrl } = await createTestLog(postgres, 'inventory'));
    await log.append({ postings: [post('available', 10)] });
  });
  afterEach(async () => {
    await expectSound(log);
    await log.close();
  });

  const lamp = async (): Promise<unknown> => (await log.balances(['lamp'])).get('lamp');

  it('take both amounts of two units for one product in one call, and refuse the third that would go below zero alone', async () => {
    const outcomes = await Promise.all([
      log.append({ ...step('a'), ...take(4) }),
      log.append({ ...step('b'), ...take(3) }),
      log.append({ ...step('c'), ...take(4) }),
      log.append({ ...step('d'), ...take(3) }),
    ]);
    expect(outcomes).toEqual([
      { status: 'appended', version: 1, position: 1 },
      { status: 'appended', version: 1, position: 2 },
      { status: 'conflict', reason: 'balance', owner: 'lamp', account: 'available' },
      { status: 'appended', version: 1, position: 3 },
    ]);
    expect(await lamp()).toEqual({ available: 0, reserved: 10 });
  });

  it('take nothing of a unit of which one posting would go below zero', async () => {
    const postings = [post('available', -1), post('sold', -1), post('available', 5, 'table')];
    expect(await log.append({ postings })).toMatchObject({ reason: 'balance', owner: 'lamp', account: 'sold' });
    expect(await lamp()).toEqual({ available: 10, sold: 0 });
    expect(await log.balances(['table', 'nothing'])).toEqual(
      new Map([
        ['table', { available: 0 }],
        ['nothing', {}],
      ]),
    );
  });

  it('are given back by a group that fails, to the others of the call', async () => {
    const [group, after] = await Promise.all([
      log.appendGroup([take(10), step('order-1', { expectedVersion: 9 })]),
      log.append(take(10)),
    ]);
    expect([group, after]).toMatchObject([{ status: 'conflict', reason: 'version' }, { status: 'appended' }]);
    expect(await lamp()).toEqual({ available: 0, reserved: 10 });
  });

  it('let a unit of a group use what an earlier one has put back', async () => {
    expect(await log.appendGroup([take(10), { postings: [post('available', 3)] }, take(3)])).toMatchObject({
      status: 'appended',
    });
    expect(await lamp()).toEqual({ available: 0, reserved: 13 });
  });

  it('never sell a unit twice to buyers at two instances', async () => {
    const other = await openTestLog(databaseUrl, 'inventory');
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, (_, i) => (i % 2 ? log : other).append({ ...step(`r-${i}`), ...take(1) })),
    );
    await other.close();
    expect(outcomes.filter(({ status }) => status === 'appended')).toHaveLength(10);
    expect(await lamp()).toEqual({ available: 0, reserved: 10 });
  });

  it('never wait for each other in a circle, whatever the order of the postings', async () => {
    const other = await openTestLog(databaseUrl, 'inventory');
    const owners = Array.from({ length: 8 }, (_, i) => `sku-${i}`);
    const rounds = (by: EventLog, sorted: string[]): Promise<unknown> =>
      Promise.all(
        Array.from({ length: 40 }, () => by.append({ postings: sorted.map((owner) => post('available', 1, owner)) })),
      );
    for (let i = 0; i < 5; i++) await Promise.all([rounds(log, owners), rounds(other, [...owners].reverse())]);
    await other.close();
    const balances = await log.balances(owners);
    expect([...balances.values()]).toEqual(owners.map(() => ({ available: 400 })));
    const { rows } = await log.pool.query(`select deadlocks from pg_stat_database where datname = current_database()`);
    expect(rows).toEqual([{ deadlocks: 0 }]);
  });

  it.each([
    [[post('available', 1), post('available', 2)], 'repeated_posting'],
    [[post('available', 0.5)], 'bad_number'],
    [[post('available', Number.NaN)], 'bad_number'],
    [[post('a\u001eb', 1)], 'bad_text'],
    [[post('available', 1, '')], 'bad_text'],
  ])('refuse %j: %s', async (postings, reason) => {
    await expect(log.append({ postings })).rejects.toMatchObject({ code: 'event_refused', reason });
    expect(await lamp()).toEqual({ available: 10 });
  });

  it('are kept from going below zero by the database itself', async () => {
    await expect(log.pool.query('update inventory.balances set amount = -1')).rejects.toThrow('never_negative');
  });
});
