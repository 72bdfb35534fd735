import { createLogger } from '@windrose/platform';
import { createTestLog, eventually, openTestLog, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { expectSound, META, step } from '../../test/fixtures';
import type { EventLog } from '../event-log';
import type { TimerSet } from '../unit';
import type { Work } from '../work/work';
import { TimerRunner } from './timer-runner';
import type { DueTimer, TimerHandler } from './timers';

jest.setTimeout(60_000);

const logger = createLogger('test', { LOG_LEVEL: 'silent' });
const HOUR = 3_600_000;
const timer = (id: string, dueInMs = 0, kind = 'expire'): TimerSet => ({
  id,
  kind,
  key: `key-${id}`,
  dueInMs,
  data: { of: id },
});

/** Appends an event about every timer, to one stream for all of them, whatever its version. */
class Expire implements TimerHandler {
  readonly handled: DueTimer[] = [];

  constructor(
    readonly kind = 'expire',
    private readonly first: (timer: DueTimer, work: Work) => void | Promise<void> = () => undefined,
  ) {}

  async handle(due: DueTimer, work: Work): Promise<void> {
    this.handled.push(due);
    await this.first(due, work);
    work.append(null, { ...step('expired'), events: [{ type: 'Expired', data: { id: due.id } }], meta: due.meta });
  }
}

describe('timers', () => {
  let postgres: TestPostgres;
  let log: EventLog;
  let databaseUrl: string;
  const runners: TimerRunner[] = [];

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());
  beforeEach(async () => {
    ({ log, databaseUrl } = await createTestLog(postgres, 'orders'));
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await Promise.all(runners.splice(0).map((runner) => runner.stop()));
    await expectSound(log);
    await log.close();
  });

  const run = (handlers: TimerHandler[], on = log): TimerRunner => {
    const runner = new TimerRunner(on, handlers, logger);
    runners.push(runner);
    runner.start();
    return runner;
  };
  const set = (...setTimers: TimerSet[]): Promise<unknown> => log.append({ meta: META, setTimers });
  const expired = async (): Promise<string[]> =>
    (await log.readStream('expired')).map(({ data }) => (data as { id: string }).id);
  const untilExpired = (...ids: string[]): Promise<void> =>
    eventually(async () => expect(await expired()).toEqual(ids));
  const pending = async (): Promise<string[]> => {
    const { rows } = await log.pool.query<{ timer_id: string }>('select timer_id from orders.timers order by timer_id');
    return rows.map(({ timer_id }) => timer_id);
  };

  it('come due once, with what was set, caused by the event that set them', async () => {
    const expire = new Expire();
    run([expire]);
    await log.append(step('order-1', { setTimers: [timer('t', 30)] }));
    await untilExpired('t');
    const [cause] = await log.readStream('order-1');
    const [effect] = await log.readStream('expired');
    expect(expire.handled).toMatchObject([{ id: 't', kind: 'expire', key: 'key-t', data: { of: 't' } }]);
    expect(expire.handled[0]!.dueAt > cause!.recordedAt).toBe(true);
    expect(effect!.meta).toEqual({ ...META, actor: { type: 'service', id: 'orders' }, causationId: cause!.eventId });
    expect(await pending()).toEqual([]);
  });

  it('are set in the append or not at all', async () => {
    const outcome = await log.append(step('order-1', { expectedVersion: 4, setTimers: [timer('t')] }));
    expect(outcome.status).toBe('conflict');
    expect(await pending()).toEqual([]);
  });

  it('come due in their order', async () => {
    await set(timer('third', -10), timer('first', -30), timer('second', -20), timer('later', HOUR));
    run([new Expire()]);
    await untilExpired('first', 'second', 'third');
    expect(await pending()).toEqual(['later']);
  });

  it('are replaced when they are set again, and gone when they are cleared', async () => {
    await set(timer('a'), timer('b', HOUR), timer('c'));
    await log.append({ meta: META, setTimers: [timer('a', HOUR), timer('b')], clearTimers: ['c', 'unknown'] });
    run([new Expire()]);
    await untilExpired('b');
    expect(await pending()).toEqual(['a']);
  });

  it('wait for a runner, and come due late rather than never', async () => {
    await set(timer('t'));
    const runner = run([new Expire('other')]);
    await runner.stop();
    expect(await pending()).toEqual(['t']);
    run([new Expire()]);
    await untilExpired('t');
  });

  it('follow the clock of the database, whatever this process takes for the time', async () => {
    const now = Date.now;
    jest.spyOn(Date, 'now').mockImplementation(() => now() - 24 * HOUR);
    run([new Expire()]);
    await set(timer('soon', 20), timer('later', HOUR));
    await untilExpired('soon');
    jest.spyOn(Date, 'now').mockImplementation(() => now() + 24 * HOUR);
    await set(timer('next', 20));
    await untilExpired('soon', 'next');
    expect(await pending()).toEqual(['later']);
  });

  it('have no effect when they were cleared, or set again, while they were handled', async () => {
    let change: (() => Promise<unknown>) | undefined = () => log.append({ clearTimers: ['t'] });
    const expire = new Expire('expire', async () => {
      const before = change;
      change = undefined;
      await before?.();
    });
    run([expire]);
    await set(timer('t'));
    await eventually(() => expect(expire.handled).toHaveLength(1));
    await eventually(async () => expect(await pending()).toEqual([]));

    change = () => set(timer('u', HOUR));
    await set(timer('u'));
    await eventually(() => expect(expire.handled).toHaveLength(2));
    await set(timer('v'));
    await untilExpired('v');
    expect(await pending()).toEqual(['u']);
  });

  it('may be set again by their own handler', async () => {
    let rounds = 0;
    const again = new Expire('expire', (due, work) => {
      if (++rounds < 3) work.change({ meta: due.meta, setTimers: [timer('t', 5)] });
    });
    run([again]);
    await set(timer('t'));
    await untilExpired('t', 't', 't');
    expect(await pending()).toEqual([]);
  });

  it('are not held up by one whose handler fails', async () => {
    let fail = true;
    const failing = new Expire('fail', () => {
      if (fail) throw new Error('broken');
    });
    await set(timer('a', -30), timer('broken', -20, 'fail'), timer('b', -10));
    run([new Expire(), failing]);
    await untilExpired('a', 'b');
    expect(await pending()).toEqual(['broken']);
    fail = false;
    await log.pool.query('update orders.timers set due_at = now()');
    await untilExpired('a', 'b', 'broken');
  });

  it.each([
    [
      'can not be stored',
      (_: DueTimer, work: Work) => work.change({ postings: [{ owner: 'o', account: '\0', delta: 1 }] }),
    ],
    [
      'conflicts for ever',
      (_: DueTimer, work: Work) => work.change({ postings: [{ owner: 'o', account: 'a', delta: -1 }] }),
    ],
  ])('are not held up by one whose append %s', async (_, broken) => {
    await set(timer('a', -30), timer('broken', -20, 'fail'), timer('b', -10));
    run([new Expire(), new Expire('fail', broken)]);
    await untilExpired('a', 'b');
    await set(timer('c'));
    await untilExpired('a', 'b', 'c');
    expect(await pending()).toEqual(['broken']);
  });

  it('are decided again when somebody else changed what they were decided on', async () => {
    const reading = { initialState: null, evolve: () => null };
    let others = 3;
    const decide = new Expire('expire', async ({ id }, work) => {
      await work.load(reading, 'order-1');
      if (others-- > 0) await log.append(step('order-1'));
      work.append(reading, { ...step('order-1'), events: [{ type: 'Decided', data: { id } }] });
    });
    await set(timer('a'), timer('b'), timer('c'));
    run([decide]);
    await eventually(async () => expect((await expired()).sort()).toEqual(['a', 'b', 'c']));
    const types = (await log.readStream('order-1')).map(({ type }) => type);
    expect(types).toEqual(['StepTaken', 'StepTaken', 'StepTaken', 'Decided', 'Decided', 'Decided']);
  });

  it('have one effect with two runners', async () => {
    const ids = Array.from({ length: 300 }, (_, i) => `t-${i}`);
    await set(...ids.map((id, i) => timer(id, i % 50)));
    const other = await openTestLog(databaseUrl, 'orders');
    const [one, two] = [new Expire(), new Expire()];
    run([one]);
    const second = run([two], other);
    await eventually(async () => expect(await pending()).toEqual([]), { timeoutMs: 30_000 });
    await second.stop();
    await other.close();
    expect((await expired()).sort()).toEqual([...ids].sort());
    expect(one.handled.length * two.handled.length).toBeGreaterThan(0);
  });

  it('wait while the database is away', async () => {
    const own = await startTestPostgres();
    const { log: lost } = await createTestLog(own, 'orders');
    try {
      const expire = new Expire();
      const runner = run([expire], lost);
      await own.kill9();
      await own.restart();
      await eventually(() => lost.append({ meta: META, setTimers: [timer('t')] }));
      await eventually(() => expect(expire.handled.length).toBeGreaterThan(0));
      await runner.stop();
    } finally {
      await lost.close();
      await own.stop();
    }
  });
});
