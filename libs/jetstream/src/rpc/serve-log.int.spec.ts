import type { EventLog } from '@windrose/event-log';
import { createTestLog, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { appendOrders } from '../../test/append-orders';
import { serveLog } from './serve-log';

jest.setTimeout(60_000);

describe('a log that is served', () => {
  let postgres: TestPostgres;
  let log: EventLog;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    ({ log } = await createTestLog(postgres, 'orders'));
    await appendOrders(log, 3, 250_000);
    await appendOrders(log, 300);
  });

  afterAll(async () => {
    await log.close();
    await postgres.stop();
  });

  const context = { actor: { type: 'service', id: 'inventory' }, correlationId: 'c' } as const;
  const read = (after: number, upTo: number) => serveLog(log)({ input: { after, upTo }, context });

  it('gives the rows as they are, exact texts included', async () => {
    const rows = await log.readAll({ after: 100, limit: 5 });
    expect(await read(100, 105)).toEqual({ ok: true, value: { logId: log.logId, head: 303, rows } });
  });

  it('gives as much as a message holds, and never nothing', async () => {
    const reply = await read(0, 303);
    if (!reply.ok) throw new Error('refused');
    const { rows } = reply.value;
    expect(rows.map(({ position }) => position)).toEqual([1, 2]);
    expect(Buffer.byteLength(JSON.stringify(reply))).toBeLessThan(1024 * 1024);
    const rest = await read(3, 303);
    expect(rest.ok && rest.value.rows.map(({ position }) => position)).toEqual(
      Array.from({ length: 300 }, (_, i) => i + 4),
    );
  });

  it('has no rows for what the log does not have', async () => {
    expect(await read(303, 310)).toMatchObject({ ok: true, value: { head: 303, rows: [] } });
    expect(await read(5, 5)).toMatchObject({ ok: true, value: { rows: [] } });
  });

  it.each([
    [-1, 3],
    [1.5, 3],
    [0, '3' as unknown as number],
  ])('refuses %p, %p', async (after, upTo) => {
    expect(await read(after, upTo)).toMatchObject({ ok: false, refusal: { code: 'invalid' } });
  });
});
