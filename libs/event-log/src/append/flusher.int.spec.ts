import { createTestLog, eventually, openTestLog, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { metrics } from '@windrose/platform';
import { Client } from 'pg';
import { expectSound, step } from '../../test/fixtures';
import { AppendOutcomeUnknown, LogUnavailable } from '../errors';
import type { EventLog } from '../event-log';
import { MAX_WAITING } from './flusher';

jest.setTimeout(60_000);

/** Holds the head, as an append does that is under way elsewhere. */
class HeadHolder {
  private static readonly all: HeadHolder[] = [];

  private constructor(private readonly client: Client) {}

  static async take(databaseUrl: string): Promise<HeadHolder> {
    const client = new Client({ connectionString: databaseUrl, application_name: 'holder' });
    client.on('error', () => undefined);
    await client.connect();
    await client.query('begin');
    await client.query('select from orders.head for update');
    const holder = new HeadHolder(client);
    HeadHolder.all.push(holder);
    return holder;
  }

  /** After a test, however it ended. */
  static async letAllGo(): Promise<void> {
    await Promise.all(HeadHolder.all.splice(0).map((holder) => holder.letGo()));
  }

  /** The backends that wait for it. */
  async waiting(): Promise<number[]> {
    const { rows } = await this.client.query<{ pid: number }>(
      `select pid from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
    );
    return rows.map(({ pid }) => pid);
  }

  async terminate(pids: readonly number[]): Promise<void> {
    await this.client.query('select pg_terminate_backend(pid) from unnest($1::int[]) pid', [pids]);
  }

  async letGo(): Promise<void> {
    await this.client.end();
  }
}

describe('the flusher', () => {
  let postgres: TestPostgres;
  let log: EventLog;
  let databaseUrl: string;

  beforeEach(async () => {
    postgres = await startTestPostgres();
    ({ log, databaseUrl } = await createTestLog(postgres, 'orders'));
  });
  afterEach(async () => {
    await HeadHolder.letAllGo();
    await log.close();
    await postgres.stop();
  });

  const figure = async (name: string): Promise<number> => {
    const metric = await metrics.getSingleMetric(name)?.get();
    return metric?.values.find(({ labels }) => labels.log === 'orders')?.value ?? 0;
  };
  const stuck = async (holder: HeadHolder): Promise<number[]> =>
    eventually(async () => {
      const pids = await holder.waiting();
      expect(pids).toHaveLength(1);
      return pids;
    });

  it('has one call under way, and sends what gathers meanwhile as the next one', async () => {
    await log.append(step('first'));
    const calls = await figure('windrose_append_calls_total');
    const units = await figure('windrose_append_units_total');
    const holder = await HeadHolder.take(databaseUrl);
    const under = log.append(step('a'));
    await stuck(holder);
    const next = Array.from({ length: 100 }, (_, i) => log.append(step(`b-${i}`)));
    const { rows } = await log.pool.query(
      `select count(*)::int as n from pg_stat_activity where query like '%append%' and state = 'active' and pid <> pg_backend_pid()`,
    );
    expect(rows).toEqual([{ n: 1 }]);
    await holder.letGo();
    await Promise.all([under, ...next]);
    expect((await figure('windrose_append_calls_total')) - calls).toBe(2);
    expect((await figure('windrose_append_units_total')) - units).toBe(101);
    expect(await figure('windrose_append_events_total')).toBeGreaterThanOrEqual(102);
  });

  it('does not say what became of a call whose connection was killed, and goes on with the next', async () => {
    const holder = await HeadHolder.take(databaseUrl);
    const under = [log.append(step('a')), log.append(step('b', { commandId: 'c', result: 1 }))];
    const pids = await stuck(holder);
    const next = log.append(step('c'));
    await holder.terminate(pids);
    for (const outcome of await Promise.allSettled(under)) {
      expect(outcome).toMatchObject({
        status: 'rejected',
        reason: { code: 'service_unavailable', retryAfterSeconds: 1 },
      });
      expect((outcome as PromiseRejectedResult).reason).toBeInstanceOf(AppendOutcomeUnknown);
    }
    await holder.letGo();
    expect(await next).toMatchObject({ status: 'appended' });
    // This one was rolled back; with its command id it may be tried again whatever had become of it.
    expect(await log.append(step('b', { commandId: 'c', result: 2 }))).toMatchObject({
      status: 'appended',
      version: 1,
    });
    expect(await expectSound(log)).toBe(2);
  });

  it('recovers from a connection that was killed while it was idle', async () => {
    await log.append(step('a'));
    for (let i = 0; i < 3; i++) {
      const client = new Client({ connectionString: databaseUrl });
      await client.connect();
      await client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'windrose%'`,
      );
      await client.end();
      await eventually(() => log.append(step('b')));
    }
    expect(await expectSound(log)).toBe(4);
  });

  it('recovers when the database is restarted, and loses nothing that it has answered', async () => {
    let answered = 0;
    let stop = false;
    const writing = Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        while (!stop) {
          await log.append(step(`s-${i}`)).then(
            (outcome) => (answered += outcome.status === 'appended' ? 1 : 0),
            (error: unknown) => expect(error).toMatchObject({ code: 'service_unavailable' }),
          );
        }
      }),
    );
    await eventually(() => expect(answered).toBeGreaterThan(100));
    await postgres.kill9();
    await postgres.restart();
    const before = answered;
    await eventually(() => expect(answered).toBeGreaterThan(before + 100), { timeoutMs: 30_000 });
    stop = true;
    await writing;
    expect(await expectSound(log)).toBeGreaterThanOrEqual(answered);
  });

  it('says that the log is unavailable while there is no database, and appends nothing later', async () => {
    await log.append(step('a'));
    await postgres.kill9();
    // The connection that breaks tells of it first.
    await eventually(() => expect(log.append(step('b'))).rejects.toBeInstanceOf(LogUnavailable));
    await postgres.restart();
    await eventually(() => log.append(step('c')));
    expect((await log.readAll({ after: 0, limit: 9 })).map(({ streamId }) => streamId)).toEqual(['a', 'c']);
  });

  it('says so when the database can not write', async () => {
    await log.append(step('a'));
    await log.pool.query(
      `alter database ${new URL(databaseUrl).pathname.slice(1)} set default_transaction_read_only = on`,
    );
    const readOnly = await openTestLog(databaseUrl, 'orders').catch((error: unknown) => error);
    expect(readOnly).toBeInstanceOf(LogUnavailable);
    await log.pool.query('alter role postgres set default_transaction_read_only = on');
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'windrose%'`,
    );
    await eventually(() => expect(log.append(step('b'))).rejects.toBeInstanceOf(LogUnavailable));
    await client.query('set default_transaction_read_only = off');
    await client.query('alter role postgres reset default_transaction_read_only');
    await client.query(`alter database ${new URL(databaseUrl).pathname.slice(1)} reset default_transaction_read_only`);
    await client.end();
    expect(await eventually(() => log.append(step('b')))).toMatchObject({ status: 'appended' });
    expect(await expectSound(log)).toBe(2);
  });

  it('lets what was submitted happen before it closes, and refuses what comes later', async () => {
    const holder = await HeadHolder.take(databaseUrl);
    const submitted = Array.from({ length: 1_000 }, (_, i) => log.append(step(`s-${i}`)));
    await stuck(holder);
    const closing = log.close();
    await expect(log.append(step('late'))).rejects.toBeInstanceOf(LogUnavailable);
    await holder.letGo();
    expect((await Promise.all(submitted)).every(({ status }) => status === 'appended')).toBe(true);
    await closing;
    log = await openTestLog(databaseUrl, 'orders');
    expect(await expectSound(log)).toBe(1_000);
  });

  it('refuses more than it can hold, and keeps what it has', async () => {
    const holder = await HeadHolder.take(databaseUrl);
    const under = log.append(step('under'));
    await stuck(holder);
    const waiting = Array.from({ length: MAX_WAITING }, (_, i) => log.append(step(`s-${i % 1_000}`)));
    await expect(log.append(step('late'))).rejects.toMatchObject({ message: 'too many appends are waiting' });
    await holder.letGo();
    await Promise.all([under, ...waiting]);
    expect(await expectSound(log)).toBe(MAX_WAITING + 1);
  });
});
