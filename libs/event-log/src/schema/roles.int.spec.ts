import { createLogger, newId } from '@windrose/platform';
import { eventually, query, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { Client } from 'pg';
import { happened, step } from '../../test/fixtures';
import { encodeUnit } from '../append/encode-unit';
import { appendCallSql, encodeCall } from '../append/encode-call';
import { LeaseStore } from '../consumers/lease-store';
import { ParkingStore } from '../consumers/parking-store';
import { EventLog } from '../event-log';
import { migrate } from '../migrate';
import { projection } from '../projections/projection';
import { ProjectionRunner } from '../projections/projection-runner';
import { replay } from '../projections/replay';
import { JobStore } from '../schedule/job-store';
import { TimerStore } from '../schedule/timer-store';

jest.setTimeout(60_000);

const ROLES = { orders: 'windrose_orders', payments: 'windrose_payments' };
const seen = projection<{ id: string; steps: number }>({
  name: 'seen',
  version: 1,
  columns: { id: 'text', steps: 'int' },
  primaryKey: 'id',
  keyOf: ({ streamId }) => streamId,
  on: { StepTaken: (row, { streamId }) => ({ id: streamId, steps: (row?.steps ?? 0) + 1 }) },
});

describe("a service's role", () => {
  let postgres: TestPostgres;
  let adminUrl: string;
  let ownersUrl: string;
  let log: EventLog;
  let orders: Client;

  function as(role: string): string {
    const url = new URL(adminUrl);
    url.username = role;
    url.password = 'secret';
    return url.href;
  }

  beforeAll(async () => {
    postgres = await startTestPostgres();
    adminUrl = await postgres.createDatabase('roles');
    const roles = ['windrose_owner', ...Object.values(ROLES)];
    for (const role of roles) await query(adminUrl, `create role ${role} login password 'secret'`);
    await query(adminUrl, 'grant create on database roles to windrose_owner');
    ownersUrl = as('windrose_owner');
    await migrate(ownersUrl, Object.keys(ROLES), ROLES);
    log = await EventLog.open({ service: 'orders', databaseUrl: as(ROLES.orders), partitions: 4 });
    log.allowAppends();
    orders = new Client({ connectionString: as(ROLES.orders) });
    await orders.connect();
  });

  afterAll(async () => {
    await orders.end();
    await log.close();
    await postgres.stop();
  });

  it('finds its schema up to date without the right to change it', async () => {
    expect(await migrate(as(ROLES.orders), ['orders'])).toBe(0);
    await expect(migrate(as(ROLES.orders), ['shipping'])).rejects.toThrow('permission denied');
  });

  it('appends events with all that belongs to them', async () => {
    const unit = step('order-1', {
      commandId: 'c-1',
      postings: [{ owner: 'sku', account: 'available', delta: 5 }],
      documents: [{ collection: 'cards', id: 'a', body: { b: 1 } }],
      setTimers: [{ id: 't-1', kind: 'expiry', key: 'k', dueInMs: 0, data: null }],
      addJobs: [{ id: 'j-1', kind: 'mail', key: 'k', data: null }],
    });
    const [first, second] = [await log.append(unit), await log.append(unit)];
    expect([first.status, second.status]).toEqual(['appended', 'duplicate']);
    expect(await log.balances(['sku'])).toEqual(new Map([['sku', { available: 5 }]]));
    expect((await log.readByKey('order-1')).map(({ type }) => type)).toEqual(['StepTaken']);
  });

  it('works off its timers and jobs, shares its partitions, and keeps its cursors', async () => {
    const timers = new TimerStore(log);
    const [timer] = (await timers.due(['expiry'], 1, 0)).timers;
    await timers.postpone(timer!, 60_000);
    const jobs = new JobStore(log, 'orders#1');
    const [job] = await jobs.claim(new Map([['mail', 1]]), 1_000, []);
    await jobs.retry(job!, { afterMs: 0, reason: 'no route', counts: true });
    expect((await jobs.claim(new Map([['mail', 1]]), 1_000, []))[0]).toMatchObject({ id: 'j-1', attempt: 2 });

    const member = { group: 'orders', id: newId(), instance: 'orders#1' };
    const leases = new LeaseStore(log, { member, partitions: 4, leaseMs: 60_000 });
    await leases.join();
    await leases.take(1, ['payments']);
    const [[partition, epoch]] = [...(await leases.renew()).held] as [[number, number]];
    const move = { group: 'orders', source: 'payments', partition, from: 0, to: 3, eventId: newId(), epoch };
    expect(await log.appendGroup([step('order-2')], [move])).toMatchObject({ status: 'appended' });
    expect(await new ParkingStore(log, 'orders').unpark({ key: 'k', partition, epoch })).toBe('unparked');
    await leases.release([partition]);
  });

  it('builds its projections, switches and drops them', async () => {
    await log.append(step('order-3', { events: happened(1, 2) }));
    const runner = new ProjectionRunner(log, seen, createLogger('test', { LOG_LEVEL: 'silent' }));
    await runner.start();
    try {
      for (let i = 0; i < 3; i += 1) await replay(log, seen);
      await eventually(async () => {
        const { rows } = await log.pool.query(`select steps from ${log.views}.seen where id = 'order-3'`);
        expect(rows).toEqual([{ steps: 2 }]);
      });
      const tables = `select count(*)::int as n from pg_tables where schemaname = 'orders_views'`;
      await eventually(async () => expect(await query(adminUrl, tables)).toEqual([{ n: 2 }]));
    } finally {
      await runner.stop();
    }
  });

  it.each([
    'insert into orders.events select * from orders.events',
    `update orders.events set data = '{}'`,
    'delete from orders.events',
    'truncate orders.events',
    'drop table orders.events cascade',
    'alter table orders.events disable trigger all',
    'drop trigger append_only on orders.events',
    'set session_replication_role = replica',
    'update orders.head set position = 0',
    'delete from orders.head',
    'insert into orders.head (only_row, log_id, partitions, partition_positions) values (false, gen_random_uuid(), 4, null)',
    'update orders.streams set version = 0',
    `insert into orders.commands (command_id, result) values ('x', '1')`,
    'update orders.balances set amount = 1000',
    `update orders.documents set body = '1'`,
    'delete from orders.migrations',
    'truncate orders.jobs',
    'create table orders.mine (x int)',
    `create function orders.split(x varchar) returns text[] language sql as 'select null::text[]'`,
    `create or replace function orders.refuse_change() returns trigger language plpgsql as 'begin return new; end'`,
    'drop function orders.refuse_change cascade',
    'alter function orders.split(text) owner to current_user',
    'select * from payments.events',
    'select position from payments.head',
    'select payments.append(null)',
    'create table payments_views.theirs (x int)',
    'create table public.anybodys (x int)',
    'create schema mine',
    'set role windrose_owner',
    'grant windrose_owner to current_user',
    `alter role windrose_payments password 'x'`,
    `copy (select 1) to program 'true'`,
  ])('is refused: %s', async (sql) => {
    await expect(orders.query(sql)).rejects.toMatchObject({ code: expect.stringMatching(/^42501$|^42883$/) });
  });

  it('changes nothing of what the append does by names of its own', async () => {
    // Each of these would take the place of a built-in one if the search path were the caller's.
    await orders.query(`
      create function orders_views.cardinality(anyarray) returns int language plpgsql as $$
        begin raise exception 'run as %', current_user; end $$;
      create function orders_views.clock_timestamp() returns timestamptz language plpgsql as $$
        begin raise exception 'run as %', current_user; end $$;
      create function orders_views.never(int, int) returns boolean language plpgsql as $$
        begin raise exception 'run as %', current_user; end $$;
      create operator orders_views.<> (leftarg = int, rightarg = int, function = orders_views.never);
      create temp table events (position bigint);
      set search_path = orders_views, pg_temp, pg_catalog`);
    await expect(orders.query('select cardinality(array[1])')).rejects.toThrow('run as windrose_orders');
    const { values } = encodeCall([{ units: [encodeUnit(step('order-4'))], cursors: [] }], log.partitions);
    const { rows } = await orders.query({ text: appendCallSql('orders'), values });
    expect(rows).toMatchObject([{ appended: 1 }]);
    await orders.query('reset search_path');
  });

  it('has rights to what a later migration brings, once that has been run for it', async () => {
    await query(ownersUrl, 'create table orders.later (x int)');
    await expect(orders.query('insert into orders.later values (1)')).rejects.toThrow('permission denied');
    await migrate(ownersUrl, ['orders'], ROLES);
    await orders.query('insert into orders.later values (1)');
  });

  it('that does not exist is named by the migration', async () => {
    await expect(migrate(ownersUrl, ['orders'], { orders: 'nobody_there' })).rejects.toThrow(
      'role "nobody_there" does not exist',
    );
  });
});
