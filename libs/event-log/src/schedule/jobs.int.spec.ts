import { createLogger, ServiceUnavailable } from '@windrose/platform';
import {
  createTestLog,
  eventually,
  openTestLog,
  Program,
  startTestPostgres,
  type TestPostgres,
} from '@windrose/testing';
import { join } from 'node:path';
import { expectSound, META, step } from '../../test/fixtures';
import type { JobWorkerOptions } from '../../test/programs/job-worker';
import type { EventLog } from '../event-log';
import type { JobAdd } from '../unit';
import type { Work } from '../work/work';
import { JobRunner, type JobRunnerOptions } from './job-runner';
import { RetryLater, type DueJob, type JobHandler } from './jobs';

jest.setTimeout(60_000);

const logger = createLogger('test', { LOG_LEVEL: 'silent' });
const job = (id: string, more: Partial<JobAdd> = {}): JobAdd => ({
  id,
  kind: 'call',
  key: 'k',
  data: { of: id },
  ...more,
});
const soon = { firstMs: 1, maxMs: 2 };
const reading = { initialState: null, evolve: () => null };

/** Something that a test waits for, or holds up. */
class Latch {
  open: () => void = () => undefined;
  readonly opened = new Promise<void>((resolve) => (this.open = resolve));
}

/** A job that calls the outside, and appends to the one stream `called` what came of it. */
class Call implements JobHandler<unknown, string> {
  readonly kind: string = 'call';
  maxAttempts: number | undefined;
  mayLinger: number | undefined;
  concludesLateAnswers = false;
  readonly performed: DueJob[] = [];
  concluded = 0;
  onPerform: (job: DueJob, signal: AbortSignal) => void | Promise<void> = () => undefined;
  onConclude: (job: DueJob, work: Work) => void | Promise<void> = () => undefined;
  giveUp?: JobHandler['giveUp'];

  async perform(due: DueJob, signal: AbortSignal): Promise<string> {
    this.performed.push(due);
    await this.onPerform(due, signal);
    return `answer ${due.attempt}`;
  }

  async conclude(due: DueJob, answer: string, work: Work): Promise<void> {
    this.concluded++;
    await this.onConclude(due, work);
    work.append(null, {
      ...step('called'),
      events: [{ type: 'Called', data: { id: due.id, answer } }],
      meta: due.meta,
    });
  }
}

describe('jobs', () => {
  let postgres: TestPostgres;
  let log: EventLog;
  let databaseUrl: string;
  let call: Call;
  const runners: JobRunner[] = [];

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());
  beforeEach(async () => {
    ({ log, databaseUrl } = await createTestLog(postgres, 'payments'));
    call = new Call();
  });
  afterEach(async () => {
    await Promise.all(runners.splice(0).map((runner) => runner.stop(0)));
    await expectSound(log);
    await log.close();
  });

  const run = (handler: JobHandler = call, options: Partial<JobRunnerOptions> = {}, on = log): JobRunner => {
    const runner = new JobRunner(on, [handler], logger, { worker: 'one', backoff: soon, ...options });
    runners.push(runner);
    runner.start();
    return runner;
  };
  const add = (...addJobs: JobAdd[]): Promise<unknown> => log.append({ meta: META, addJobs });
  const called = async (): Promise<unknown[]> => (await log.readStream('called')).map(({ data }) => data);
  const until = (count: number): Promise<void> => eventually(async () => expect(await called()).toHaveLength(count));
  const stored = async (): Promise<Record<string, unknown>[]> => {
    const { rows } = await log.pool.query<Record<string, unknown>>(
      `select job_id, attempt, worker, dead, last_error, run_at > now() as waits from payments.jobs order by job_id`,
    );
    return rows;
  };
  const comeDue = (): Promise<unknown> => log.pool.query('update payments.jobs set run_at = now()');

  it('are done once, with what was added, and gone with their conclusion', async () => {
    run();
    await log.append(step('payment-1', { addJobs: [job('j', { runInMs: 20 })] }));
    await until(1);
    const [cause] = await log.readStream('payment-1');
    const [effect] = await log.readStream('called');
    expect(call.performed).toMatchObject([{ id: 'j', kind: 'call', key: 'k', data: { of: 'j' }, attempt: 1 }]);
    expect(effect).toMatchObject({ data: { id: 'j', answer: 'answer 1' } });
    expect(effect!.meta).toEqual({ ...META, actor: { type: 'service', id: 'payments' }, causationId: cause!.eventId });
    expect(await stored()).toEqual([]);
  });

  it('that exist are not added again', async () => {
    await add(job('j'));
    await add(job('j', { data: 'other' }), job('k', { kind: 'other' }));
    run();
    await until(1);
    expect(call.performed).toMatchObject([{ data: { of: 'j' } }]);
    expect(await stored()).toMatchObject([{ job_id: 'k', attempt: 0 }]);
  });

  it('that fail are tried again, later and later', async () => {
    call.onPerform = ({ attempt }) => {
      if (attempt < 4) throw new Error(`failure\0 ${attempt}`);
    };
    run();
    await add(job('j'));
    await until(1);
    expect(call.performed.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4]);

    call.onPerform = () => {
      throw new Error('line 1\nline 2\0');
    };
    run(call, { worker: 'two', backoff: { firstMs: 3_600_000, maxMs: 3_600_000 } });
    await runners[0]!.stop();
    await add(job('k'));
    await eventually(async () =>
      expect(await stored()).toEqual([
        { job_id: 'k', attempt: 1, worker: null, dead: false, last_error: 'line 1 line 2 ', waits: true },
      ]),
    );
  });

  it('that are not ready yet do not use up their tries', async () => {
    call.maxAttempts = 1;
    let times = 0;
    call.onPerform = () => {
      if (++times < 5) throw new RetryLater('not yet', 1);
    };
    run();
    await add(job('j'));
    await until(1);
    expect(call.performed.map(({ attempt }) => attempt)).toEqual([1, 1, 1, 1, 1]);
  });

  it('are dead letters after their last try, with what is to be said about it', async () => {
    call.maxAttempts = 2;
    call.onPerform = () => {
      throw new Error('declined');
    };
    call.giveUp = async (due, error, work) =>
      work.append(null, {
        ...step('called'),
        events: [{ type: 'GivenUp', data: { id: due.id, error: String(error) } }],
        meta: due.meta,
      });
    run();
    await add(job('j'), job('k', { kind: 'other' }));
    await until(1);
    await comeDue();
    await add(job('l', { kind: 'other' }));
    expect(await called()).toEqual([{ id: 'j', error: 'Error: declined' }]);
    expect(await stored()).toMatchObject([
      { job_id: 'j', attempt: 2, worker: null, dead: true, last_error: 'declined' },
      { job_id: 'k', dead: false },
      { job_id: 'l', dead: false },
    ]);
    expect(call.performed).toHaveLength(2);
  });

  it('say nothing and stay alive when that can not be said', async () => {
    call.maxAttempts = 1;
    call.onPerform = () => {
      throw new Error('declined');
    };
    let tries = 0;
    call.giveUp = async (due, _, work) => {
      if (++tries < 3) throw new Error('not now');
      work.append(null, { ...step('called'), events: [{ type: 'GivenUp', data: {} }], meta: due.meta });
    };
    run(call, { leaseMs: 30 });
    await add(job('j'));
    await until(1);
    expect(await stored()).toMatchObject([{ dead: true }]);
    // The later tries only give up: the outside is not asked again.
    expect(call.performed).toHaveLength(1);
  });

  it('that end every process that tries them are given up too', async () => {
    call.maxAttempts = 3;
    await add(job('j'));
    await log.pool.query('update payments.jobs set attempt = 3');
    run();
    await eventually(async () =>
      expect(await stored()).toMatchObject([{ dead: true, last_error: 'no try came to an end' }]),
    );
    expect(call.performed).toEqual([]);
  });

  it('are concluded again when somebody else changed what was decided on, without asking the outside again', async () => {
    let others = 3;
    call.onConclude = async (_, work) => {
      await work.load(reading, 'payment-1');
      if (others-- > 0) await log.append(step('payment-1'));
      work.append(reading, step('payment-1'));
    };
    run();
    await add(job('j'));
    await until(1);
    expect(call.performed).toHaveLength(1);
    expect(call.concluded).toBe(4);
    expect(await log.readStream('payment-1')).toHaveLength(4);
  });

  it('wait without using up a try while the log can not take the conclusion', async () => {
    call.maxAttempts = 1;
    let times = 0;
    call.onConclude = () => {
      if (++times < 3) throw new ServiceUnavailable('the log is away', 0.001);
    };
    run();
    await add(job('j'));
    await until(1);
    expect(call.performed.map(({ attempt }) => attempt)).toEqual([1, 1, 1]);
  });

  it('are renewed for as long as they run', async () => {
    const latch = new Latch();
    call.onPerform = () => latch.opened;
    run(call, { leaseMs: 1_500 });
    const other = new Call();
    other.onPerform = call.onPerform;
    run(other, { worker: 'two', leaseMs: 1_500 });
    await add(job('j'));
    await eventually(() => expect(call.performed.length + other.performed.length).toBe(1));
    const first = call.performed.length === 1 ? call : other;
    const claimed = async (): Promise<string> => {
      const { rows } = await log.pool.query<{ run_at: string }>('select run_at from payments.jobs');
      return rows[0]!.run_at;
    };
    const ends = new Set<string>();
    await eventually(async () => expect(ends.add(await claimed()).size).toBeGreaterThan(4));
    latch.open();
    await eventually(async () => expect(await stored()).toEqual([]));
    expect(call.performed.length + other.performed.length).toBe(1);
    expect(first.concluded).toBe(1);
  });

  it('are taken over when the claim of a killed worker has run out', async () => {
    await add(job('j'));
    const worker = new Program(join(__dirname, '../../test/programs/job-worker.ts'), {
      databaseUrl,
      worker: 'killed',
      leaseMs: 1_000,
    } satisfies JobWorkerOptions);
    await eventually(() => expect(worker.lines).toEqual(['claimed']), { timeoutMs: 30_000 });
    run();
    await worker.kill9();
    await until(1);
    expect(call.performed.map(({ attempt }) => attempt)).toEqual([2]);
  });

  it('are taken over at once by the restarted worker itself', async () => {
    await add(job('j'));
    const worker = new Program(join(__dirname, '../../test/programs/job-worker.ts'), {
      databaseUrl,
      worker: 'one',
      leaseMs: 3_600_000,
    } satisfies JobWorkerOptions);
    await eventually(() => expect(worker.lines).toEqual(['claimed']), { timeoutMs: 30_000 });
    await worker.kill9();
    run();
    await until(1);
  });

  it('have no effect of a worker that has lost its claim', async () => {
    const latch = new Latch();
    call.onPerform = () => latch.opened;
    run(call, { worker: 'slow' });
    await add(job('j'), job('k'));
    await eventually(() => expect(call.performed).toHaveLength(2));
    const other = new Call();
    await comeDue();
    run(other, { worker: 'fast' });
    await until(2);
    // The slow one is told its answers now, one of them an error: neither changes anything any more.
    await add(job('j', { runInMs: 3_600_000 }));
    call.onConclude = ({ id }) => {
      if (id === 'k') throw new Error('late failure');
    };
    latch.open();
    await eventually(() => expect(call.concluded).toBe(2));
    await runners[0]!.stop();
    expect(await called()).toHaveLength(2);
    expect(await stored()).toEqual([
      { job_id: 'j', attempt: 0, worker: null, dead: false, last_error: null, waits: true },
    ]);
  });

  it('are not claimed once more by the worker that still has them under way', async () => {
    const latch = new Latch();
    call.onPerform = ({ id }) => (id === 'j' ? latch.opened : undefined);
    run();
    await add(job('j'));
    await eventually(() => expect(call.performed).toHaveLength(1));
    await comeDue();
    await add(job('k'));
    await until(1);
    expect(call.performed.map(({ id }) => id)).toEqual(['j', 'k']);
    latch.open();
    await until(2);
  });

  it('are under way in limited number, and the next ones follow at once', async () => {
    let now = 0;
    let most = 0;
    call.onPerform = async () => {
      most = Math.max(most, ++now);
      await new Promise(setImmediate);
      now--;
    };
    run(call, { concurrency: 5 });
    await add(...Array.from({ length: 60 }, (_, i) => job(`j-${i}`)));
    await until(60);
    expect(most).toBe(5);
  });

  it('that linger keep neither their own kind nor another one waiting', async () => {
    const latch = new Latch();
    call.mayLinger = 100;
    call.onPerform = ({ id }) => (id.startsWith('slow') ? latch.opened : undefined);
    run(call, { concurrency: 5 });
    await add(...Array.from({ length: 60 }, (_, i) => job(`slow-${i}`)));
    await eventually(() => expect(call.performed.length).toBeGreaterThan(0));
    await add(job('quick'));
    await until(1);
    expect(await called()).toEqual([{ id: 'quick', answer: 'answer 1' }]);
    await eventually(() => expect(call.performed).toHaveLength(61));
    latch.open();
    await until(61);
  });

  it('of one kind are found behind any number of another kind that is busy', async () => {
    const latch = new Latch();
    const other = Object.assign(new Call(), { kind: 'other' });
    call.onPerform = () => latch.opened;
    const runner = new JobRunner(log, [call, other], logger, { worker: 'one', concurrency: 2 });
    runners.push(runner);
    runner.start();
    await add(...Array.from({ length: 50 }, (_, i) => job(`j-${i}`)), job('k', { kind: 'other' }));
    await until(1);
    expect(other.performed).toMatchObject([{ id: 'k' }]);
    expect(call.performed).toHaveLength(2);
    latch.open();
    await until(51);
  });

  it('have their late answers concluded all the same where the handler wants that', async () => {
    const latch = new Latch();
    call.concludesLateAnswers = true;
    call.onPerform = () => latch.opened;
    run(call, { worker: 'slow' });
    await add(job('j'));
    await eventually(() => expect(call.performed).toHaveLength(1));
    await comeDue();
    const other = new Call();
    run(other, { worker: 'fast' });
    await until(1);
    latch.open();
    await until(2);
    expect(await called()).toEqual([
      { id: 'j', answer: 'answer 2' },
      { id: 'j', answer: 'answer 1' },
    ]);
  });

  it('are done once each by two workers', async () => {
    const other = await openTestLog(databaseUrl, 'payments');
    const second = new Call();
    run(call, { concurrency: 4 });
    const two = run(second, { worker: 'two', concurrency: 4 }, other);
    await add(...Array.from({ length: 200 }, (_, i) => job(`j-${i}`)));
    await until(200);
    await two.stop();
    await other.close();
    expect(call.performed.length + second.performed.length).toBe(200);
    expect(new Set((await called()).map((data) => (data as { id: string }).id)).size).toBe(200);
    expect(await stored()).toEqual([]);
  });

  describe('at the end of a runner', () => {
    it('are waited for', async () => {
      const latch = new Latch();
      call.onPerform = () => latch.opened;
      const runner = run();
      await add(job('j'));
      await eventually(() => expect(call.performed).toHaveLength(1));
      const stopping = runner.stop();
      await add(job('k'));
      latch.open();
      await stopping;
      expect(await called()).toHaveLength(1);
      expect(await stored()).toMatchObject([{ job_id: 'k', attempt: 0 }]);
    });

    it('are asked to end when that takes too long, and are due again at once', async () => {
      call.onPerform = (_, signal) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
      const runner = run();
      await add(job('j'));
      await eventually(() => expect(call.performed).toHaveLength(1));
      await runner.stop(1);
      expect(await stored()).toMatchObject([{ attempt: 0, worker: null, waits: false }]);
    });

    it('are left alone when they do not listen', async () => {
      call.onPerform = () => new Promise(() => undefined);
      const runner = run();
      await add(job('j'));
      await eventually(() => expect(call.performed).toHaveLength(1));
      await runner.stop(1);
      expect(await stored()).toMatchObject([{ attempt: 1, worker: 'one' }]);
    });
  });
});
