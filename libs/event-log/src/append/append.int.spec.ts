import { createTestLog, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { expectSound, happened, META, step, stream } from '../../test/fixtures';
import type { EventLog } from '../event-log';
import type { Unit } from '../unit';

jest.setTimeout(60_000);

describe('an append', () => {
  let postgres: TestPostgres;
  let log: EventLog;

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());
  beforeEach(async () => {
    ({ log } = await createTestLog(postgres, 'orders'));
  });
  afterEach(async () => {
    await expectSound(log);
    await log.close();
  });

  const typesOf = async (streamId: string): Promise<string[]> =>
    (await log.readStream(streamId)).map(({ type }) => type);

  describe('of one unit', () => {
    it('says where it is, and can be read back to the byte', async () => {
      const data = { text: 'ö € \u0000\u001d\u001e\ud800 "quoted" \\', nested: [1.5, null, { deep: true }] };
      const unit: Unit = {
        stream: { id: 'order-1', key: 'key-1' },
        expectedVersion: 0,
        events: [
          { type: 'OrderPlaced', data },
          { type: 'PaymentRequested', data: {}, schemaVersion: 3 },
        ],
        meta: META,
      };
      expect(await log.append(unit)).toEqual({ status: 'appended', version: 2, position: 1 });
      const [first, second] = await log.readStream('order-1');
      expect(first).toMatchObject({
        position: 1,
        version: 1,
        streamId: 'order-1',
        key: 'key-1',
        prev: 0,
        schemaVersion: 1,
      });
      expect(first).toMatchObject({ type: 'OrderPlaced', data, dataText: JSON.stringify(data), meta: META });
      expect(second).toMatchObject({ position: 2, version: 2, prev: 1, schemaVersion: 3, type: 'PaymentRequested' });
      expect(first!.recordedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/);
      expect(first!.eventId).not.toBe(second!.eventId);
      expect(first!.partition).toBe(second!.partition);
    });

    it('conflicts on another version than the expected one, and says which one it is', async () => {
      await log.append(step('order-1', { events: happened(1, 2, 3) }));
      const conflict = { status: 'conflict', reason: 'version', streamId: 'order-1', actual: 3 };
      expect(await log.append(step('order-1', { expectedVersion: 0 }))).toEqual(conflict);
      expect(await log.append(step('order-1', { expectedVersion: 2 }))).toEqual(conflict);
      expect(await log.append(step('order-1', { expectedVersion: 3 }))).toMatchObject({
        status: 'appended',
        version: 4,
      });
      expect(await log.append(step('order-2', { expectedVersion: 1 }))).toMatchObject({ reason: 'version', actual: 0 });
      expect(await log.append(step('order-2', { expectedVersion: 0 }))).toMatchObject({
        status: 'appended',
        version: 1,
      });
    });

    it('holds a version that it only expects', async () => {
      await log.append(step('order-1'));
      const refusal = { stream: stream('order-1'), commandId: 'cancel-1', result: 'too late' };
      expect(await log.append({ ...refusal, expectedVersion: 0 })).toMatchObject({ reason: 'version', actual: 1 });
      expect(await log.append({ ...refusal, expectedVersion: 1 })).toEqual({
        status: 'appended',
        version: 1,
        position: 0,
      });
      expect(await log.append({ ...refusal, expectedVersion: 9 })).toEqual({ status: 'duplicate', result: 'too late' });
    });

    it('writes nothing when there is nothing to write', async () => {
      expect(await log.append({})).toEqual({ status: 'appended', version: 0, position: 0 });
      expect(await log.head()).toBe(0);
    });

    it('refuses a stream with another key, but says first that the stream is no longer what it was', async () => {
      const claim = (key: string, more: Partial<Unit>) => step('claim', { stream: { id: 'claim', key }, ...more });
      expect(await log.append(claim('a', { expectedVersion: 0 }))).toMatchObject({ status: 'appended' });
      expect(await log.append(claim('b', { expectedVersion: 0 }))).toMatchObject({ status: 'conflict', actual: 1 });
      await expect(log.append(claim('b', {}))).rejects.toMatchObject({ code: 'event_refused', reason: 'wrong_key' });
      const both = await Promise.allSettled([
        log.append(claim('b', {})),
        log.append(claim('a', {})),
        log.append(step('other')),
      ]);
      expect(both).toMatchObject([{ status: 'rejected' }, { status: 'fulfilled' }, { status: 'fulfilled' }]);
    });
  });

  describe('of units that are under way together', () => {
    it('fails only those that conflict', async () => {
      const outcomes = await Promise.all([
        log.append(step('order-1', { expectedVersion: 0 })),
        log.append(step('order-2', { expectedVersion: 7 })),
        log.append(step('order-1', { expectedVersion: 0 })),
        log.append(step('order-1', { expectedVersion: 1, events: happened(1, 2) })),
        log.append(step('order-3', { expectedVersion: 0 })),
      ]);
      expect(outcomes).toMatchObject([
        { status: 'appended', version: 1, position: 1 },
        { status: 'conflict', actual: 0 },
        { status: 'conflict', actual: 1 },
        { status: 'appended', version: 3, position: 2 },
        { status: 'appended', version: 1, position: 4 },
      ]);
    });

    it('are appended in the order of their calls', async () => {
      const ids = Array.from({ length: 50 }, (_, i) => `order-${(i * 7) % 10}`);
      const outcomes = await Promise.all(ids.map((id) => log.append(step(id))));
      expect(outcomes.map((outcome) => outcome.status === 'appended' && outcome.position)).toEqual(
        ids.map((_, i) => i + 1),
      );
    });

    it('share commits', async () => {
      await Promise.all(Array.from({ length: 200 }, (_, i) => log.append(step(`order-${i}`))));
      const { rows } = await log.pool.query('select count(distinct recorded_at)::int as commits from orders.events');
      expect(rows).toEqual([{ commits: 1 }]);
    });

    it.each([
      ['an event that is too large', { events: [{ type: 'Big', data: 'x'.repeat(262_143) }] }, 'event_too_large'],
      ['multi-byte text that is too large', { events: [{ type: 'Big', data: '€'.repeat(87_382) }] }, 'event_too_large'],
      ['a meta that is too large', { meta: { ...META, correlationId: 'x'.repeat(6_100) } }, 'meta_too_large'],
      ['a key that the subject can not carry', { stream: { id: 'order-1', key: 'a.b' } }, 'bad_key'],
      ['an empty key', { stream: { id: 'order-1', key: '' } }, 'bad_key'],
      ['a stream id that is none', { stream: { id: 'order 1', key: 'k' } }, 'bad_stream'],
      ['a type that is no name', { events: [{ type: 'Order Placed', data: {} }] }, 'bad_type'],
      ['data that is no JSON', { events: [{ type: 'Nothing', data: undefined }] }, 'not_json'],
      ['events without a stream', { stream: undefined }, 'events_without_stream'],
      ['events without a meta', { meta: undefined }, 'without_meta'],
      ['an expected version below 0', { expectedVersion: -1 }, 'bad_number'],
      ['a command id with a space', { commandId: 'a b' }, 'bad_command_id'],
    ] satisfies [string, Partial<Unit>, string][])(
      'refuses %s alone, before it takes a position',
      async (_, bad, reason) => {
        const [before, refused, after] = await Promise.allSettled([
          log.append(step('order-1')),
          log.append(step('order-2', bad)),
          log.append(step('order-3')),
        ]);
        expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'event_refused', reason } });
        expect([before, after]).toMatchObject([{ value: { position: 1 } }, { value: { position: 2 } }]);
      },
    );

    it('takes the largest event that is allowed', async () => {
      const data = 'x'.repeat(262_142);
      await log.append(step('order-1', { events: [{ type: 'Big', data }] }));
      expect((await log.eventAt(1))!.dataText).toHaveLength(262_144);
    });

    it('fails alone what only the database finds out', async () => {
      await log.append({ postings: [{ owner: 'sku', account: 'available', delta: Number.MAX_SAFE_INTEGER }] });
      await log.pool.query(`update orders.balances set amount = 9223372036854775807`);
      const [before, refused, after] = await Promise.allSettled([
        log.append(step('order-1')),
        log.append(step('order-2', { postings: [{ owner: 'sku', account: 'available', delta: 1 }] })),
        log.append(step('order-3')),
      ]);
      expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'event_refused', reason: 'not_storable' } });
      expect([before, after]).toMatchObject([{ value: { position: 1 } }, { value: { position: 2 } }]);
    });
  });

  describe('of a group', () => {
    it('writes all, and the second unit of a stream finds the first one there', async () => {
      const outcome = await log.appendGroup([
        step('order-1', { expectedVersion: 0 }),
        step('order-2', { expectedVersion: 0 }),
        step('order-1', { expectedVersion: 1, events: happened(2, 3) }),
      ]);
      expect(outcome).toEqual({
        status: 'appended',
        units: [
          { status: 'appended', version: 1, position: 1 },
          { status: 'appended', version: 1, position: 2 },
          { status: 'appended', version: 3, position: 3 },
        ],
      });
    });

    it('writes nothing when one unit conflicts, and what is under way with it finds nothing of it', async () => {
      await log.append(step('stock', { postings: [{ owner: 'sku', account: 'available', delta: 5 }] }));
      const group = [
        step('order-1', {
          commandId: 'first',
          result: 1,
          postings: [{ owner: 'sku', account: 'available', delta: -5 }],
        }),
        step('order-2', {
          documents: [{ collection: 'c', id: 'd', body: 1 }],
          setTimers: [{ id: 't', kind: 'k', key: 'k', dueInMs: 0, data: 1 }],
          addJobs: [{ id: 'j', kind: 'k', key: 'k', data: 1 }],
        }),
        step('order-3', { expectedVersion: 1 }),
      ];
      const event = '018f0000-0000-7000-8000-00000000000a';
      const [failed, versions, balances, command] = await Promise.all([
        log.appendGroup(group, [{ group: 'g', source: 's', partition: 0, from: 0, to: 3, eventId: event }]),
        log.append(step('order-1', { expectedVersion: 0 })),
        log.append({ postings: [{ owner: 'sku', account: 'available', delta: -4 }] }),
        log.append(step('order-4', { commandId: 'unused' })),
      ]);
      expect(failed).toEqual({ status: 'conflict', reason: 'version', streamId: 'order-3', actual: 0 });
      expect([versions, balances, command]).toMatchObject([
        { status: 'appended', version: 1, position: 2 },
        { status: 'appended' },
        { status: 'appended', version: 1, position: 3 },
      ]);
      expect(await log.balances(['sku'])).toEqual(new Map([['sku', { available: 1 }]]));
      expect(await log.cursors('g')).toEqual([{ source: 's', partition: 0, position: 0, eventId: null }]);
      expect(await log.documents('c', ['d'])).toEqual(new Map());
      const { rows } = await log.pool.query(
        'select (select count(*) from orders.timers) + (select count(*) from orders.jobs) as n',
      );
      expect(rows).toEqual([{ n: 0 }]);
      // Its command was not decided: it may come again.
      expect(await log.append(step('order-5', { commandId: 'first', result: 2 }))).toMatchObject({
        status: 'appended',
      });
    });

    it('blames the unit that conflicts, whichever it is and whatever is under way before it', async () => {
      const [, first, second] = await Promise.all([
        log.appendGroup([step('a'), step('b')]),
        log.appendGroup([step('c', { expectedVersion: 4 }), step('d', { expectedVersion: 5 })]),
        log.appendGroup([step('e'), step('f'), { postings: [{ owner: 'o', account: 'x', delta: -1 }] }]),
      ]);
      expect(first).toEqual({ status: 'conflict', reason: 'version', streamId: 'c', actual: 0 });
      expect(second).toEqual({ status: 'conflict', reason: 'balance', owner: 'o', account: 'x' });
    });

    it('moves cursors without units', async () => {
      const eventId = '018f0000-0000-7000-8000-00000000000a';
      const moves = [0, 3, 1].map((partition) => ({
        group: 'g',
        source: 's',
        partition,
        from: 0,
        to: 10 + partition,
        eventId,
      }));
      expect(await log.appendGroup([], moves)).toEqual({ status: 'appended', units: [] });
      const cursors = (await log.cursors('g')).sort((a, b) => a.partition - b.partition);
      expect(cursors.map(({ position }) => position)).toEqual([10, 11, 13]);
      expect(await log.head()).toBe(0);
    });
  });

  it('reads by key what several streams say about it, in log order', async () => {
    const about = (id: string, type: string): Unit => ({
      stream: { id, key: 'k' },
      events: [{ type, data: {} }],
      meta: META,
    });
    await log.append(about('order-1', 'One'));
    await log.append(step('order-2'));
    await log.append(about('payment-1', 'Two'));
    await log.append(about('order-1', 'Three'));
    expect((await log.readByKey('k')).map(({ type }) => type)).toEqual(['One', 'Two', 'Three']);
    expect(await typesOf('order-1')).toEqual(['One', 'Three']);
    expect((await log.readStream('order-1', { fromVersion: 2 })).map(({ version }) => version)).toEqual([2]);
    expect((await log.readAll({ after: 1, limit: 2 })).map(({ position }) => position)).toEqual([2, 3]);
    expect(
      (await log.readAll({ after: 0, upTo: 3, limit: 9, types: ['Two'] })).map(({ position }) => position),
    ).toEqual([3]);
    expect(await log.eventAt(9)).toBeNull();
  });
});
