import { createTestLog, startTestPostgres, type TestPostgres } from '@windrose/testing';
import fc from 'fast-check';
import { expectSound, META } from '../../test/fixtures';
import { LogModel, type ModelState } from '../../test/model';
import type { EventLog } from '../event-log';
import type { GroupOutcome } from '../outcome';
import type { CursorMove, ParkedChange, Unit } from '../unit';

jest.setTimeout(120_000);

interface AtomPlan {
  readonly units: readonly Unit[];
  readonly cursors: readonly CursorMove[];
  readonly parked: readonly ParkedChange[];
}

const some = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 3 });
/** Two atoms that share a name of this kind are never in one call: with too many of them there would be no large calls. */
const seldom = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constant<T[]>([]) },
    { weight: 1, arbitrary: fc.array(arbitrary, { minLength: 1, maxLength: 2 }) },
  );
const one = (...names: string[]): fc.Arbitrary<string> => fc.constantFrom(...names);
const job = (id: string, data: number) => ({ id, kind: 'k', key: 'k', data, runInMs: 3_600_000 });

/** Few names and small numbers, so that everything meets everything. */
const unitPlan: fc.Arbitrary<Unit> = fc
  .record({
    streamId: some(one('a', 'b', 'c')),
    expectedVersion: fc.oneof(
      { weight: 3, arbitrary: fc.constant('any' as const) },
      { weight: 1, arbitrary: fc.nat(4) },
    ),
    steps: fc.array(fc.nat(9), { maxLength: 3 }),
    commandId: seldom(one('x', 'y', 'z')).map(([id]) => id),
    result: fc.nat(9),
    postings: fc.uniqueArray(
      fc.record({ owner: one('o', 'p'), account: one('q', 'r'), delta: fc.integer({ min: -2, max: 3 }) }),
      {
        selector: ({ owner, account }) => `${owner}${account}`,
        maxLength: 3,
      },
    ),
    documents: fc.array(fc.record({ id: one('d', 'e'), body: fc.option(fc.nat(9)) }), { maxLength: 2 }),
    clearTimers: seldom(one('t', 'u')),
    setTimers: seldom(fc.tuple(one('t', 'u'), fc.nat(9))),
    addJobs: seldom(fc.tuple(one('j', 'k'), fc.nat(9))),
    completeJobs: seldom(one('j', 'k')),
  })
  .map(({ streamId, steps, documents, setTimers, addJobs, ...rest }) => ({
    ...rest,
    meta: META,
    stream: streamId === undefined ? undefined : { id: streamId, key: streamId },
    events: streamId === undefined ? [] : steps.map((step) => ({ type: 'StepTaken', data: { step } })),
    documents: documents.map((document) => ({ collection: 'c', ...document })),
    setTimers: setTimers.map(([id, data]) => ({ id, kind: 'k', key: 'k', data, dueInMs: 3_600_000 })),
    addJobs: addJobs.map(([id, data]) => job(id, data)),
  }));

const cursorPlan: fc.Arbitrary<CursorMove[]> = fc
  .uniqueArray(fc.tuple(fc.nat(2), fc.nat(2), fc.constantFrom(undefined, 0, 0, 0, 1)), {
    selector: ([partition]) => partition,
    maxLength: 2,
  })
  .map((moves) =>
    moves.map(([partition, from, epoch]) => ({
      epoch,
      group: 'g',
      source: 's',
      partition,
      from,
      to: from + 1,
      eventId: META.correlationId,
    })),
  );

const parkedPlan: fc.Arbitrary<ParkedChange[]> = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.boolean(), fc.nat(9)), {
    selector: ([position]) => position,
    maxLength: 2,
  })
  .map((changes) =>
    changes.map(([position, park, data]): ParkedChange => {
      const event = { group: 'g', source: 's', position };
      return park
        ? { ...event, kind: 'park', key: 'k', event: '{}', data: JSON.stringify(data) }
        : { ...event, kind: 'unpark' };
    }),
  );

const atomPlan: fc.Arbitrary<AtomPlan> = fc.oneof(
  fc.record({ units: fc.tuple(unitPlan), cursors: fc.constant([]), parked: fc.constant([]) }),
  fc.record({ units: fc.array(unitPlan, { maxLength: 4 }), cursors: cursorPlan, parked: parkedPlan }),
);
/** Several calls, one after the other, of several atoms that are under way together. */
const history = fc.array(fc.array(atomPlan, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 5 });

describe('the append function', () => {
  let postgres: TestPostgres;
  let log: EventLog;
  let runs = 0;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    ({ log } = await createTestLog(postgres, 'orders', { partitions: 3 }));
  });
  afterAll(async () => {
    await log.close();
    await postgres.stop();
  });

  it('does what the model does', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (calls) => {
        // Names of its own in the one log: a run starts with nothing.
        const names = new Names(`r${++runs}-`);
        const head = await log.head();
        const model = new LogModel(head);
        for (const atoms of calls) {
          const planned = atoms.map((atom) => names.of(atom));
          const actual = await Promise.all(
            planned.map(({ units, cursors, parked }) => log.appendGroup(units, cursors, parked)),
          );
          const expected = planned.map(({ units, cursors, parked }) => model.appendGroup(units, cursors, parked));
          expect(actual.map(withoutBlame)).toEqual(expected.map(withoutBlame));
          expect(await stateOf(log, names, head)).toEqual(nonZero(model.state));
        }
      }),
      { numRuns: 250, endOnFailure: false },
    );
    await expectSound(log);
  });
});

/** Which of several wrong cursors or parked events is blamed is open. */
function withoutBlame(outcome: GroupOutcome): unknown {
  if (outcome.status === 'conflict' && outcome.reason === 'cursor') return 'wrong cursor';
  if (outcome.status === 'conflict' && outcome.reason === 'parked') return 'not parked';
  return outcome;
}

function nonZero(state: ModelState): ModelState {
  const without = (record: Readonly<Record<string, number>>) =>
    Object.fromEntries(Object.entries(record).filter(([, n]) => n !== 0));
  return { ...state, balances: without(state.balances), cursors: without(state.cursors) };
}

/** Puts a prefix before every name of a plan. */
class Names {
  constructor(readonly prefix: string) {}

  of({ units, cursors, parked }: AtomPlan): AtomPlan {
    const named = <T extends { readonly id: string }>(list: readonly T[] = []): T[] =>
      list.map((entry) => ({ ...entry, id: this.prefix + entry.id }));
    const ids = (list: readonly string[] = []): string[] => list.map((id) => this.prefix + id);
    return {
      cursors: cursors.map((cursor) => ({ ...cursor, group: this.prefix + cursor.group })),
      parked: parked.map((change) => ({ ...change, group: this.prefix + change.group })),
      units: units.map((unit) => ({
        ...unit,
        stream: unit.stream && { id: this.prefix + unit.stream.id, key: unit.stream.key },
        commandId: unit.commandId === undefined ? undefined : this.prefix + unit.commandId,
        postings: unit.postings?.map((posting) => ({ ...posting, owner: this.prefix + posting.owner })),
        documents: named(unit.documents),
        setTimers: named(unit.setTimers),
        clearTimers: ids(unit.clearTimers),
        addJobs: named(unit.addJobs),
        completeJobs: ids(unit.completeJobs),
      })),
    };
  }
}

/** The run's part of the log, as the model says it. */
async function stateOf(log: EventLog, { prefix }: Names, head: number): Promise<ModelState> {
  const read = async (sql: string): Promise<[string, unknown][]> => {
    const { rows } = await log.pool.query<{ name: string; value: unknown }>(
      `select * from (${sql}) r(name, value) where starts_with(name, $1)`,
      [prefix],
    );
    return rows.map(({ name, value }) => [name, value]);
  };
  const json = (entries: [string, unknown][]): Record<string, unknown> =>
    Object.fromEntries(entries.map(([name, value]) => [name, JSON.parse(String(value))]));
  const numbers = (entries: [string, unknown][]): Record<string, number> =>
    Object.fromEntries(entries.map(([name, value]) => [name, Number(value)]));
  const events = await log.readAll({ after: head, limit: 10_000 });
  return {
    events: events.map(({ type, streamId, version, dataText }) => ({
      type,
      streamId,
      version,
      data: JSON.parse(dataText),
    })),
    versions: numbers(await read('select stream_id, version from orders.streams where version > 0')),
    balances: numbers(await read(`select owner || '/' || account, amount from orders.balances where amount <> 0`)),
    cursors: numbers(
      await read(
        `select concat_ws('/', consumer_group, source, partition), position from orders.cursors where position <> 0`,
      ),
    ),
    commands: json(await read('select command_id, result from orders.commands')),
    documents: json(await read('select id, body from orders.documents')),
    timers: json(await read('select timer_id, data from orders.timers')),
    jobs: json(await read('select job_id, data from orders.jobs')),
    parked: json(await read(`select concat_ws('/', consumer_group, source, position), data from orders.parked_events`)),
  };
}
