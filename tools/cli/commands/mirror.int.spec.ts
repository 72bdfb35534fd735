import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import type { EventLog } from '@windrose/event-log';
import { connectNats, Relay, type BrokerConnection } from '@windrose/jetstream';
import { createLogger } from '@windrose/platform';
import {
  createTestLog,
  eventually,
  startTestNats,
  startTestPostgres,
  temporaryDirectory,
  type TestNats,
  type TestPostgres,
} from '@windrose/testing';
import { cli, writeRunFile } from '../cli.fixtures';

const logger = createLogger('test', { LOG_LEVEL: 'silent' });

interface Report {
  readonly mirrors: readonly Record<string, unknown>[];
  readonly differences: number;
}

describe('windrose mirror', () => {
  const directory = temporaryDirectory();
  let postgres: TestPostgres;
  let nats: TestNats;
  let broker: BrokerConnection;
  let log: EventLog;
  let relay: Relay;

  beforeAll(async () => {
    [postgres, nats] = await Promise.all([startTestPostgres(), startTestNats()]);
    const created = await createTestLog(postgres, 'orders');
    log = created.log;
    broker = await connectNats({ url: nats.url, name: 'test', logger });
    relay = new Relay({ log, broker, databaseUrl: created.databaseUrl, logger });
    relay.start();
    writeRunFile(directory.path, { databaseUrl: created.databaseUrl, natsUrl: nats.url });
    const meta = {
      actor: { type: 'service', id: 'test' },
      tenant: 'default',
      causationId: null,
      correlationId: 'x',
    } as const;
    for (let i = 0; i < 30; i++) {
      const events = Array.from({ length: 20 }, (_, n) => ({ type: 'Counted', data: { i, n } }));
      await log.append({ stream: { id: `s-${i}`, key: `k-${i}` }, meta, events });
    }
    await eventually(() => expect(relay.status.relayed).toBe(600));
  });
  afterAll(async () => {
    await relay?.stop();
    await broker?.close();
    await log?.close();
    await Promise.all([postgres?.stop(), nats?.stop()]);
    directory.remove();
  });

  const mirror = async (...argv: string[]): Promise<{ exitCode: number; report: Report; err: string }> => {
    const { exitCode, out, err } = await cli(['mirror', ...argv, '--home', directory.path, '--json']);
    return { exitCode, report: JSON.parse(out) as Report, err };
  };

  it('status: equal', async () => {
    const { exitCode, report } = await mirror('status');
    expect(exitCode).toBe(0);
    expect(report.mirrors).toMatchObject([
      { service: 'orders', stream: 'ORDERS', state: 'equal', head: 600, last: 600, lag: 0 },
    ]);
    const { out } = await cli(['mirror', 'status', 'orders', '--home', directory.path], { width: 80 });
    expect(out).toMatch(/^ORDERS +equal +600 +1 +600 +0 /m);
  });

  it('verify: every event compared, none different', async () => {
    const { exitCode, report } = await mirror('verify', 'orders');
    expect(exitCode).toBe(0);
    expect(report).toMatchObject({
      differences: 0,
      mirrors: [{ stream: 'ORDERS', events: 600, missing: 0, differing: 0, extra: 0 }],
    });
  });

  it('verify: a named service without a log is a failure, not an equal mirror', async () => {
    const { exitCode, out } = await cli(['mirror', 'verify', 'shipping', '--home', directory.path]);
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
  });

  it('says that there is no broker, within seconds', async () => {
    const elsewhere = temporaryDirectory();
    try {
      writeRunFile(elsewhere.path, { databaseUrl: await postgres.createDatabase() });
      const { exitCode, err } = await cli(['mirror', 'status', '--home', elsewhere.path]);
      expect(exitCode).toBe(1);
      expect(err).toMatch(/^windrose: no connection to NATS at nats:\/\/127\.0\.0\.1:1\n$/);
    } finally {
      elsewhere.remove();
    }
  });

  it('finds a message that no relay wrote, and says so with exit code 1', async () => {
    await relay.stop();
    const intruder = await connect({ servers: nats.url });
    await jetstream(intruder).publish('evt.orders.00.k-1.Counted', '{}');
    await intruder.close();
    const { exitCode, report, err } = await mirror('verify');
    expect(exitCode).toBe(1);
    expect(report).toMatchObject({
      differences: 1,
      mirrors: [{ extra: 1, findings: [{ kind: 'extra', from: 601, to: 601 }] }],
    });
    expect(JSON.parse(err)).toMatchObject({ error: { code: 'mirror_differs', differences: 1 } });
    const status = await mirror('status');
    expect(status.report.mirrors).toMatchObject([{ state: 'diverged' }]);
    const { out } = await cli(['mirror', 'verify', '--home', directory.path]);
    expect(out).toContain('ORDERS  601: extra\n');
  });
});
