import type { EventMeta } from '@windrose/contracts';
import type { EventLog } from '@windrose/event-log';
import {
  createTestLog,
  eventually,
  openTestLog,
  startTestPostgres,
  temporaryDirectory,
  type TestPostgres,
} from '@windrose/testing';
import { cli, startCli, writeRunFile } from '../cli.fixtures';

const meta: EventMeta = {
  actor: { type: 'customer', id: 'c-1' },
  tenant: 'default',
  causationId: null,
  correlationId: 'r-1',
};

interface Line {
  readonly position: number;
  readonly type: string;
  readonly stream: string;
  readonly version: number;
  readonly at: string;
}

const linesOf = (out: string): Line[] =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);

function append(log: EventLog, stream: string, ...types: string[]): Promise<unknown> {
  return log.append({
    stream: { id: stream, key: stream },
    meta,
    events: types.map((type) => ({ type, data: { says: type } })),
  });
}

describe('windrose log', () => {
  const directory = temporaryDirectory();
  let postgres: TestPostgres;
  let log: EventLog;
  let databaseUrl: string;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    ({ log, databaseUrl } = await createTestLog(postgres, 'orders'));
    writeRunFile(directory.path, { databaseUrl });
  });
  afterAll(async () => {
    await log?.close();
    await postgres?.stop();
    directory.remove();
  });

  const orders = (...argv: string[]) => cli(['log', 'orders', '--home', directory.path, '--json', ...argv]);
  const positions = async (...argv: string[]): Promise<number[]> => {
    const { exitCode, out, err } = await orders(...argv);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    return linesOf(out).map(({ position }) => position);
  };

  describe('of a log with seven events', () => {
    beforeAll(async () => {
      await append(log, 'a', 'Placed', 'Paid');
      await append(log, 'b', 'Placed');
      await append(log, 'a', 'Shipped');
      await append(log, 'b', 'Paid', 'Shipped');
      await append(log, 'c', 'Placed');
    });

    it('prints all of it, in order', async () => {
      expect(await positions()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    });

    it('prints a range', async () => {
      expect(await positions('--from', '3', '--to', '5')).toEqual([3, 4, 5]);
      expect(await positions('--from', '8')).toEqual([]);
      expect(await positions('--to', '100')).toHaveLength(7);
    });

    it('prints one stream, with other conditions too', async () => {
      expect(await positions('--stream', 'a')).toEqual([1, 2, 4]);
      expect(await positions('--stream', 'a', '--from', '2', '--to', '3')).toEqual([2]);
      expect(await positions('--stream', 'b', '--type', 'Shipped')).toEqual([6]);
      expect(await positions('--stream', 'nobody')).toEqual([]);
    });

    it('prints some types', async () => {
      expect(await positions('--type', 'Paid')).toEqual([2, 5]);
      expect(await positions('--type', 'Paid,Shipped', '--from', '4')).toEqual([4, 5, 6]);
      expect(await positions('--type', 'Never')).toEqual([]);
    });

    it('prints what was recorded since a moment', async () => {
      const { out } = await orders();
      const third = linesOf(out)[2]!;
      expect(await positions('--since', third.at)).toEqual(
        linesOf(out)
          .filter(({ at }) => Date.parse(at) >= Date.parse(third.at))
          .map(({ position }) => position),
      );
      expect(await positions('--since', '1d')).toHaveLength(7);
      expect(await positions('--since', '2999-01-01')).toEqual([]);
    });

    it('is readable without --json', async () => {
      const { out } = await cli(['log', 'orders', '--home', directory.path, '--to', '1']);
      expect(out).toMatch(/^1 {2}\S+Z {2}Placed {2}a v1 {2}\{"says":"Placed"\}\n$/);
    });

    it('follows one stream and ends at --to', async () => {
      const following = startCli([
        'log',
        'orders',
        '--home',
        directory.path,
        '--json',
        '--follow',
        '--stream',
        'd',
        '--to',
        '9',
      ]);
      await append(log, 'e', 'Placed');
      expect(following.out()).toBe('');
      await append(log, 'd', 'Placed', 'Paid');
      const { exitCode, out } = await following.ended;
      expect(exitCode).toBe(0);
      expect(linesOf(out).map(({ position }) => position)).toEqual([9]);
    });
  });

  it('says which service has no log, and makes none by asking', async () => {
    for (let i = 0; i < 2; i++) {
      const { exitCode, err } = await cli(['log', 'payments', '--home', directory.path]);
      expect(exitCode).toBe(1);
      expect(err).toBe('windrose: the database has no payments log: payments has never run on it\n');
    }
  });

  it('follows without a gap, a repeat or a step back while others append, conflict and lose their connections', async () => {
    const writers = await Promise.all([1, 2].map(() => openTestLog(databaseUrl, 'orders')));
    try {
      const following = startCli(['log', 'orders', '--home', directory.path, '--json', '--follow']);
      const byType = startCli(['log', 'orders', '--home', directory.path, '--json', '--follow', '--type', 'Even']);
      await Promise.all(
        [0, 1, 2, 3, 4, 5, 6, 7].map(async (writer) => {
          for (let i = 0; i < 60; i++) {
            const unit = {
              stream: { id: `hot-${i % 3}`, key: 'hot' },
              meta,
              events: ['Even', 'Odd'].map((type) => ({ type, data: { i } })),
            };
            // Every third one expects a version that is long gone.
            await writers[writer % 2]!.append(i % 3 === 0 ? { ...unit, expectedVersion: 1 } : unit);
          }
        }),
      );
      // Those who follow lose their connections, as when the database is restarted.
      await log.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and application_name like 'windrose orders%' and state = 'idle'`,
      );
      await eventually(() => append(writers[0]!, 'last', 'Even'));
      const head = await log.head();
      await eventually(() => {
        expect(linesOf(following.out()).at(-1)?.position).toBe(head);
        expect(linesOf(byType.out()).at(-1)?.position).toBe(head);
      });
      following.interrupt();
      byType.interrupt();
      const { exitCode, out } = await following.ended;
      expect(exitCode).toBe(0);
      expect(linesOf(out).map(({ position }) => position)).toEqual(Array.from({ length: head }, (_, i) => i + 1));
      const even = linesOf(out).filter(({ type }) => type === 'Even');
      expect(linesOf((await byType.ended).out)).toEqual(even);
      expect(even.length).toBeGreaterThan(100);
      // Longer than one page of the reader.
      expect(head).toBeGreaterThan(500);
      expect(await positions()).toEqual(Array.from({ length: head }, (_, i) => i + 1));
    } finally {
      await Promise.all(writers.map((writer) => writer.close()));
    }
  });
});
