import { jetstream } from '@nats-io/jetstream';
import type { Derivation, Posting, RestoredLog } from '@windrose/event-log';
import { eventually, loseTail } from '@windrose/testing';
import { verifyMirror } from '../verify';
import { examineMirror } from './examine';
import { RepairSystem, startServers, stopServers, type Servers } from '../../../test/repair-system.fixture';
import { restoreLog } from './restore-log';

jest.setTimeout(180_000);

describe("a log's end, restored from its mirror", () => {
  let servers: Servers;
  let system: RepairSystem;

  beforeAll(async () => {
    servers = await startServers();
  });

  afterAll(() => stopServers(servers));

  beforeEach(async () => {
    system = await RepairSystem.start(servers);
  });

  afterEach(() => system.stop());

  async function restore(options: { dryRun?: boolean; derivation?: Derivation; databaseUrl?: string } = {}) {
    const { log, broker, databaseUrl } = system;
    const examination = await examineMirror(log, broker);
    return restoreLog({ examination, broker, databaseUrl, dryRun: false, ...options });
  }

  it('is what it was, to the last byte; relay, appends and consumers go on by themselves', async () => {
    const relay = system.startRelay();
    system.startConsumer();
    await system.append(30, 'a');
    await system.append(10, 'a');
    await system.mirrored(80);
    const before = await system.content();
    await eventually(() => expect(system.handled).toHaveLength(80));

    await loseTail(system.databaseUrl, 'orders', 33);
    const lost = await system.content();
    await eventually(() => expect(relay.status.state).toBe('halted'));
    expect(relay.status.problem).toContain('windrose mirror repair orders');
    await expect(system.append(1, 'b')).rejects.toThrow(/appends are stopped/);

    const would = await restore({ dryRun: true });
    expect(would).toMatchObject({ from: 34, to: 80, events: 47, streams: 24 } satisfies Partial<RestoredLog>);
    expect(await system.content()).toEqual(lost);

    expect(await restore()).toEqual(would);
    expect(await system.content()).toEqual(before);
    await eventually(() => expect(relay.status.state).toBe('relaying'));
    await system.append(1, 'b');
    await system.mirrored(82);
    expect(await verifyMirror(system.log, system.broker)).toMatchObject({
      events: 82,
      missing: 0,
      differing: 0,
      extra: 0,
    });
    await eventually(() => expect(system.handled).toEqual(Array.from({ length: 82 }, (_, i) => i + 1)));
    expect(await system.sql('select kind, common, details from orders.repairs')).toMatchObject([
      { kind: 'log restored', common: '33', details: { from: 34, to: 80, events: 47 } },
    ]);
  });

  it('comes back with what the service keeps beside its events', async () => {
    const posting = (key: string, delta: number): Posting => ({ owner: key.slice(0, 1), account: 'held', delta });
    const followUps = (key: string) => ({
      documents: [{ collection: 'seen', id: key, body: { key } }],
      setTimers: [{ id: `t-${key}`, kind: 'late', key, dueInMs: 3_600_000, data: { key } }],
      addJobs: [{ id: `j-${key}`, kind: 'call', key, data: { key } }],
    });
    system.startRelay();
    await system.append(3, 'a', (n) => ({ ...followUps(`a-${n}`), postings: [posting('a', 2)] }));
    await system.mirrored(6);
    const rows = async (): Promise<unknown> => ({
      balances: await system.sql('select * from orders.balances'),
      documents: await system.sql('select * from orders.documents order by id'),
      timers: await system.sql('select timer_id, kind, key, data, meta from orders.timers order by timer_id'),
      jobs: await system.sql('select job_id, kind, key, data, meta from orders.jobs order by job_id'),
    });
    const before = await rows();
    const [timer] = await system.sql(`select due_at from orders.timers where timer_id = 't-a-2'`);
    await loseTail(system.databaseUrl, 'orders', 2);
    for (const table of ['documents', 'timers', 'jobs']) await system.sql(`delete from orders.${table}`);
    await system.sql('update orders.balances set amount = 2');

    const derivation: Derivation = {
      postings: ({ key }) => [posting(key, 1)],
      followUps: ({ key, version }, earlier) => {
        expect(earlier.map((event) => event.version)).toEqual(version === 1 ? [] : [1]);
        return version === 2 ? followUps(key) : { clearTimers: [`t-${key}`] };
      },
    };
    expect(await restore({ derivation })).toMatchObject({ events: 4, balances: 1, documents: 2, timers: 2, jobs: 2 });
    const after = (await rows()) as Record<string, unknown[]>;
    for (const [table, all] of Object.entries(before as Record<string, unknown[]>)) {
      expect(after[table]).toEqual(table === 'balances' ? all : all.slice(1));
    }
    // Due when it was due: the clock has not begun again.
    const [again] = await system.sql(`select due_at from orders.timers where timer_id = 't-a-2'`);
    const drift = (again?.due_at as Date).getTime() - (timer?.due_at as Date).getTime();
    expect(Math.abs(drift)).toBeLessThan(1_000);
  });

  it('is all of the log for a database that has nothing, under the identity that it had', async () => {
    const relay = system.startRelay();
    await system.append(5, 'a');
    await system.mirrored(10);
    await relay.stop();
    const before = await system.content();
    await loseTail(system.databaseUrl, 'orders', 0);
    await system.sql('update orders.head set log_id = gen_random_uuid()');
    await restore();
    expect(await system.content()).toEqual(before);
  });

  describe('is refused, and nothing changes, when', () => {
    async function expectRefused(reason: RegExp, databaseUrl = system.databaseUrl): Promise<void> {
      const before = await system.content();
      await expect(restore({ databaseUrl })).rejects.toThrow(reason);
      expect(await system.content()).toEqual(before);
    }

    beforeEach(async () => {
      const relay = system.startRelay();
      await system.append(5, 'a');
      await system.mirrored(10);
      await relay.stop();
    });

    it('log and mirror are equal', () => expectRefused(/ORDERS has no event that the orders log lacks/));

    it('the log has gone on with other events', async () => {
      await loseTail(system.databaseUrl, 'orders', 6);
      await system.append(1, 'b');
      await expectRefused(/the orders log has gone on with other events behind 6/);
    });

    it('somebody else has published', async () => {
      await jetstream(system.broker.nats).publish('evt.orders.00.x.OrderPlaced', '{}');
      await expectRefused(/ORDERS has 1 messages that no relay wrote/);
    });

    it('the stream begins too late', async () => {
      await loseTail(system.databaseUrl, 'orders', 6);
      await system.manager.streams.purge('ORDERS', { seq: 9 });
      await expectRefused(/ORDERS begins at 9, so that events from 7 on are in neither/);
    });

    it("an event isn't the next one of its stream", async () => {
      await loseTail(system.databaseUrl, 'orders', 6);
      // Somebody has put another event under the stream's version by hand.
      await system.sql(`alter table orders.events disable trigger append_only;
        update orders.events set stream_id = 'order-a-4', key = 'a-4' where position = 6;
        alter table orders.events enable always trigger append_only`);
      await expectRefused(/event \d+ of the mirror can't be restored: it is version 1 of order-a-4, but the next one/);
    });

    it("the role isn't the owner's", async () => {
      await loseTail(system.databaseUrl, 'orders', 6);
      await system.sql(`drop role if exists reader; create role reader login password 'secret'; grant usage on schema orders to reader;
        grant select on all tables in schema orders to reader`);
      const url = new URL(system.databaseUrl);
      url.username = 'reader';
      url.password = 'secret';
      await expectRefused(/the role reader may not repair the log: permission denied/, url.href);
    });
  });
});
