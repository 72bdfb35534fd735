import { createTestLog, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { Client } from 'pg';
import { META, step } from '../../test/fixtures';
import { EventLog } from '../event-log';
import { migrate } from '../migrate';

jest.setTimeout(60_000);

describe('events', () => {
  let postgres: TestPostgres;

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());

  const CHANGES = [
    `update orders.events set data = '{}'`,
    'update orders.events set position = position where false',
    'delete from orders.events where position = 1',
    'truncate orders.events',
    'truncate orders.events cascade',
    `insert into orders.events select * from orders.events on conflict (position) do update set data = '{}'`,
  ];

  it.each(CHANGES)('refuse the superuser: %s', async (sql) => {
    const { log } = await createTestLog(postgres, 'orders');
    await log.append(step('order-1'));
    await expect(log.pool.query(sql)).rejects.toMatchObject({
      code: '42501',
      message: expect.stringContaining('append-only'),
    });
    await expect(log.pool.query(`begin; set local session_replication_role = replica; ${sql}; commit`)).rejects.toThrow(
      'append-only',
    );
    expect((await log.eventAt(1))!.dataText).toBe('{"step":1}');
    await log.close();
  });

  it("refuse the tables' owner, who needs no more rights than that to append", async () => {
    const adminUrl = await postgres.createDatabase();
    const admin = new Client({ connectionString: adminUrl });
    await admin.connect();
    await admin.query(
      `create role orders_owner login password 'x'; grant create on database ${admin.database} to orders_owner`,
    );
    await admin.end();
    const url = new URL(adminUrl);
    url.username = 'orders_owner';
    url.password = 'x';
    await migrate(url.href, ['orders']);
    const log = await EventLog.open({ service: 'orders', databaseUrl: url.href, partitions: 4 });
    log.allowAppends();
    expect(await log.append(step('order-1'))).toMatchObject({ status: 'appended' });
    for (const sql of CHANGES) await expect(log.pool.query(sql)).rejects.toThrow('append-only');
    await log.close();
  });

  it.each([
    ['data', `'"' || repeat('x', 262143) || '"'`],
    ['meta', `'"' || repeat('x', 6143) || '"'`],
    ['key', `'a b'`],
    ['key', `'${'k'.repeat(65)}'`],
    ['type', `'Order.Placed'`],
  ])('refuse what could not be published, from whoever writes it: %s %#', async (column, value) => {
    const { log } = await createTestLog(postgres, 'orders');
    await log.append(step('order-1'));
    const columns = [
      'stream_id',
      'event_id',
      'key',
      'partition',
      'prev',
      'type',
      'schema_version',
      'recorded_at',
      'data',
      'meta',
    ];
    const values = columns.map((name) =>
      name === column ? `(${value})${['data', 'meta'].includes(name) ? '::json' : ''}` : name,
    );
    const insert = `insert into orders.events (position, version, ${columns.join(', ')}) select 2, 2, ${values.join(', ')} from orders.events`;
    await expect(log.pool.query(insert)).rejects.toMatchObject({ code: '23514' });
    await log.close();
  });

  it('are written and read alike whatever time zone and isolation the database prefers', async () => {
    const { log, databaseUrl } = await createTestLog(postgres, 'orders');
    await log.pool.query(`alter database ${new URL(databaseUrl).pathname.slice(1)} set timezone = 'Asia/Tokyo'`);
    await log.pool.query(
      `alter database ${new URL(databaseUrl).pathname.slice(1)} set default_transaction_isolation = 'serializable'`,
    );
    const other = await EventLog.open({ service: 'orders', databaseUrl, partitions: 16 });
    other.allowAppends();
    await Promise.all([other.append(step('order-1')), log.append({ ...step('order-2'), meta: META })]);
    expect((await other.eventAt(1))!.recordedAt).toMatch(/Z$/);
    expect((await other.pool.query('show transaction_isolation')).rows).toEqual([
      { transaction_isolation: 'read committed' },
    ]);
    await Promise.all([log.close(), other.close()]);
  });
});
