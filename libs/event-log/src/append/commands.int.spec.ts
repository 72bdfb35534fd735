import { createTestLog, openTestLog, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { expectSound, step } from '../../test/fixtures';
import type { EventLog } from '../event-log';
import type { UnitOutcome } from '../outcome';

jest.setTimeout(60_000);

describe('a command id', () => {
  let postgres: TestPostgres;
  let log: EventLog;
  let other: EventLog;

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());
  beforeEach(async () => {
    let databaseUrl: string;
    ({ log, databaseUrl } = await createTestLog(postgres, 'orders'));
    other = await openTestLog(databaseUrl, 'orders');
  });
  afterEach(async () => {
    await expectSound(log);
    await Promise.all([log.close(), other.close()]);
  });

  /** Everybody tries at once, each with an answer of its own: exactly one of them counts. */
  const expectOneOutcome = async (tries: Promise<UnitOutcome>[]): Promise<void> => {
    const outcomes = await Promise.all(tries);
    const appended = outcomes.flatMap((outcome, i) => (outcome.status === 'appended' ? [i] : []));
    expect(appended).toHaveLength(1);
    const repeats = outcomes.filter(({ status }) => status !== 'appended');
    expect(repeats).toEqual(repeats.map(() => ({ status: 'duplicate', result: { answer: appended[0] } })));
    expect(await log.head()).toBe(1);
  };
  const place = (i: number, by: EventLog): Promise<UnitOutcome> =>
    by.append(step(`order-${i}`, { commandId: 'place/1', result: { answer: i } }));

  it('gives one outcome twice when it comes twice in the same moment', async () => {
    await expectOneOutcome([place(0, log), place(1, log), place(2, log)]);
  });

  it('gives one outcome to all when it comes at once from two instances', async () => {
    for (let round = 0; round < 20; round++) {
      const id = `round/${round}`;
      const outcomes = await Promise.all(
        [log, other, log, other].map((by, i) => by.append(step(`order-${round}-${i}`, { commandId: id, result: i }))),
      );
      const first = outcomes.findIndex(({ status }) => status === 'appended');
      expect(outcomes).toEqual(
        outcomes.map((_, i) => (i === first ? outcomes[i] : { status: 'duplicate', result: first })),
      );
    }
    expect(await log.head()).toBe(20);
  });

  it('is answered as the first time, after a restart too', async () => {
    await log.append(step('order-1', { commandId: 'c', result: { orderId: 'ö', total: 12.5, list: [null] } }));
    const again = { status: 'duplicate', result: { orderId: 'ö', total: 12.5, list: [null] } };
    expect(await other.append(step('order-1', { commandId: 'c', result: 'other', expectedVersion: 77 }))).toEqual(
      again,
    );
    expect(await log.append({ commandId: 'without-result' })).toMatchObject({ status: 'appended' });
    expect(await log.append({ commandId: 'without-result' })).toEqual({ status: 'duplicate', result: null });
  });

  it('keeps a refusal, which has no events', async () => {
    const refusal = { commandId: 'c', result: { refused: 'out_of_stock' } };
    expect(await log.append(refusal)).toEqual({ status: 'appended', version: 0, position: 0 });
    expect(await log.append(step('order-1', { commandId: 'c' }))).toEqual({
      status: 'duplicate',
      result: { refused: 'out_of_stock' },
    });
    expect(await log.head()).toBe(0);
  });

  it('is free again when its unit conflicts, in the same moment too', async () => {
    await log.append(step('order-1'));
    const outcomes = await Promise.all([
      log.append(step('order-1', { commandId: 'c', expectedVersion: 0, result: 1 })),
      log.append(step('order-1', { commandId: 'c', expectedVersion: 1, result: 2 })),
      log.append(step('order-1', { commandId: 'c', expectedVersion: 1, result: 3 })),
    ]);
    expect(outcomes).toMatchObject([
      { status: 'conflict', reason: 'version' },
      { status: 'appended', version: 2 },
      { status: 'duplicate', result: 2 },
    ]);
  });

  it('leaves those beside it alone', async () => {
    await log.append(step('order-1', { commandId: 'known', result: 'first' }));
    const outcomes = await Promise.all([
      log.append(step('order-2')),
      log.append(step('order-3', { commandId: 'known', result: 'second' })),
      log.append(step('order-4', { commandId: 'new', result: 'third' })),
      log.append(step('order-4')),
    ]);
    expect(outcomes).toEqual([
      { status: 'appended', version: 1, position: 2 },
      { status: 'duplicate', result: 'first' },
      { status: 'appended', version: 1, position: 3 },
      { status: 'appended', version: 2, position: 4 },
    ]);
    expect((await log.readStream('order-3')).length).toBe(0);
  });

  it('counts once in a group that holds it twice', async () => {
    const group = [
      step('order-1', { commandId: 'c', result: { answer: 1 } }),
      step('order-2'),
      step('order-3', { commandId: 'c', result: { answer: 2 } }),
      step('order-4', { commandId: 'd' }),
    ];
    const units = [
      { status: 'appended', version: 1, position: 1 },
      { status: 'appended', version: 1, position: 2 },
      { status: 'duplicate', result: { answer: 1 } },
      { status: 'appended', version: 1, position: 3 },
    ];
    expect(await log.appendGroup(group)).toEqual({ status: 'appended', units });
    expect(await log.appendGroup(group)).toMatchObject({
      units: [
        { status: 'duplicate' },
        { position: 4 },
        { status: 'duplicate', result: { answer: 1 } },
        { status: 'duplicate' },
      ],
    });
  });

  it('is decided by whoever commits when the other one fails', async () => {
    const client = await log.pool.connect();
    try {
      await client.query('begin');
      await client.query(`insert into orders.commands (command_id, result) values ('place/1', '{"answer":9}')`);
      const waiting = place(0, other);
      await client.query('rollback');
      expect(await waiting).toMatchObject({ status: 'appended', position: 1 });
    } finally {
      client.release();
    }
  });
});
