import { createTestLog, openTestLog, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { expectSound, step } from '../../test/fixtures';
import type { EventLog } from '../event-log';
import type { CursorMove } from '../unit';

jest.setTimeout(60_000);

const EVENT = '018f0000-0000-7000-8000-00000000000a';
const move = (from: number, to: number, partition = 0): CursorMove => ({
  group: 'orders',
  source: 'inventory',
  partition,
  from,
  to,
  eventId: EVENT,
});

describe('cursors', () => {
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
  afterEach(async () => {
    await expectSound(log);
    await log.close();
  });

  const positions = async (): Promise<number[]> =>
    (await log.cursors('orders')).sort((a, b) => a.partition - b.partition).map(({ position }) => position);

  it('are created at 0 by their first move, and move with the effect', async () => {
    expect(await log.cursors('orders')).toEqual([]);
    expect(await log.appendGroup([step('a')], [move(0, 7)])).toMatchObject({ status: 'appended' });
    expect(await log.cursors('orders')).toEqual([{ source: 'inventory', partition: 0, position: 7, eventId: EVENT }]);
    expect(await log.cursors('others')).toEqual([]);
  });

  it('refuse a move from anywhere else, with everything that belongs to it', async () => {
    await log.appendGroup([], [move(0, 7), move(0, 7, 1)]);
    const conflict = { status: 'conflict', reason: 'cursor', source: 'inventory', partition: 1 };
    expect(await log.appendGroup([step('a')], [move(7, 8), move(0, 8, 1)])).toEqual(conflict);
    expect(await log.appendGroup([step('a')], [move(7, 8), move(6, 8, 1)])).toEqual(conflict);
    expect(await positions()).toEqual([7, 7]);
    expect(await log.head()).toBe(0);
  });

  it('refuse a move from where they never were', async () => {
    expect(await log.appendGroup([step('a')], [move(5, 6)])).toMatchObject({ status: 'conflict', reason: 'cursor' });
    expect(await log.head()).toBe(0);
  });

  it('let only the first of two moves from one place happen, in one process', async () => {
    const outcomes = await Promise.all([
      log.appendGroup([step('a')], [move(0, 5)]),
      log.appendGroup([step('b')], [move(0, 6)]),
      log.appendGroup([step('c')], [move(5, 9)]),
      log.appendGroup([step('d')], [move(0, 5, 1)]),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['appended', 'conflict', 'appended', 'appended']);
    expect(await positions()).toEqual([9, 5]);
    expect(await log.head()).toBe(3);
  });

  it('let only one of two instances move them', async () => {
    const other = await openTestLog(databaseUrl, 'orders');
    for (let at = 0; at < 20; at++) {
      const partitions = [3, 1, 2];
      const outcomes = await Promise.all([
        log.appendGroup(
          [step('a')],
          partitions.map((partition) => move(at, at + 1, partition)),
        ),
        other.appendGroup(
          [step('a')],
          [...partitions].reverse().map((partition) => move(at, at + 1, partition)),
        ),
      ]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['appended', 'conflict']);
    }
    await other.close();
    expect(await positions()).toEqual([20, 20, 20]);
    expect(await log.head()).toBe(20);
  });

  it('blame the right one of several groups that are under way together', async () => {
    await log.appendGroup([], [move(0, 1, 2)]);
    const outcomes = await Promise.all([
      log.appendGroup([step('a')], [move(0, 5, 0), move(0, 5, 1)]),
      log.appendGroup([step('b')], [move(0, 5, 3), move(0, 5, 2)]),
    ]);
    expect(outcomes).toMatchObject([{ status: 'appended' }, { status: 'conflict', reason: 'cursor', partition: 2 }]);
    expect(await positions()).toEqual([5, 5, 1, 0]);
  });

  it('refuse whoever moves them under a lease that has been taken over since, wherever they are', async () => {
    await log.appendGroup([], [move(0, 7), move(0, 7, 1)]);
    await log.pool.query('update orders.cursors set epoch = 3 where partition = 1');
    const conflict = { status: 'conflict', reason: 'cursor', source: 'inventory', partition: 1 };
    expect(await log.appendGroup([step('a')], [move(7, 8), move(7, 8, 1)])).toEqual(conflict);
    expect(await log.appendGroup([step('a')], [move(7, 8), { ...move(7, 8, 1), epoch: 2 }])).toEqual(conflict);
    expect(await log.appendGroup([step('a')], [move(7, 8), { ...move(7, 8, 1), epoch: 3 }])).toMatchObject({
      status: 'appended',
    });
    expect(await positions()).toEqual([8, 8]);
    expect(await log.head()).toBe(1);
  });

  it('move past commands that had been decided before', async () => {
    await log.append(step('a', { commandId: 'c' }));
    const outcome = await log.appendGroup([step('a', { commandId: 'c' })], [move(0, 5)]);
    expect(outcome).toMatchObject({ status: 'appended', units: [{ status: 'duplicate' }] });
    expect(await positions()).toEqual([5]);
  });

  it.each([
    [[move(0, 1), move(1, 2)], 'repeated_cursor'],
    [[{ ...move(0, 1), eventId: 'x' }], 'bad_text'],
    [[move(0, 1.5)], 'bad_number'],
    [[{ ...move(0, 1), group: '\n' }], 'bad_text'],
  ])('refuse %j: %s', async (moves, reason) => {
    await expect(log.appendGroup([], moves)).rejects.toMatchObject({ code: 'event_refused', reason });
  });
});
