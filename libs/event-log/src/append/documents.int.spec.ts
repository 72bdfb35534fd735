import { createTestLog, openTestLog, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { step } from '../../test/fixtures';
import type { EventLog } from '../event-log';
import type { DocumentWrite } from '../unit';

jest.setTimeout(60_000);

const write = (id: string, body: unknown): DocumentWrite => ({ collection: 'products', id, body });

describe('documents', () => {
  let postgres: TestPostgres;
  let log: EventLog;
  let databaseUrl: string;

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());
  beforeEach(async () => {
    ({ log, databaseUrl } = await createTestLog(postgres, 'orders'));
  });
  afterEach(() => log.close());

  const read = async (...ids: string[]): Promise<unknown> => Object.fromEntries(await log.documents('products', ids));

  it('are written, replaced and deleted', async () => {
    await log.append({ documents: [write('a', { price: 1 }), write('b', 'text'), write('c', [null])] });
    await log.append({ documents: [write('a', { price: 2 }), write('b', null), write('unknown', null)] });
    expect(await read('a', 'b', 'c', 'd')).toEqual({ a: { price: 2 }, c: [null] });
    expect(await log.documents('others', ['a'])).toEqual(new Map());
  });

  it('hold what was written last, within a unit, a group and a call', async () => {
    await Promise.all([
      log.append({ documents: [write('a', 1), write('a', 2), write('gone', 1), write('back', null)] }),
      log.appendGroup([
        { documents: [write('a', 3), write('gone', null)] },
        { documents: [write('b', 1), write('back', 2)] },
      ]),
      log.append(step('order-1', { expectedVersion: 5, documents: [write('a', 'conflict'), write('b', null)] })),
    ]);
    expect(await read('a', 'b', 'gone', 'back')).toEqual({ a: 3, b: 1, back: 2 });
  });

  it('never wait for each other in a circle, written or deleted', async () => {
    const other = await openTestLog(databaseUrl, 'orders');
    const ids = Array.from({ length: 10 }, (_, i) => `sku-${i}`);
    for (let round = 0; round < 15; round++) {
      await Promise.all([
        log.append({ documents: ids.map((id) => write(id, round % 2 ? null : round)) }),
        other.append({ documents: [...ids].reverse().map((id) => write(id, round % 3 ? round : null)) }),
      ]);
    }
    await other.close();
    const { rows } = await log.pool.query(`select deadlocks from pg_stat_database where datname = current_database()`);
    expect(rows).toEqual([{ deadlocks: 0 }]);
  });

  it('refuse what is no JSON, and names that a column can not carry', async () => {
    await expect(log.append({ documents: [write('a', undefined)] })).rejects.toMatchObject({ reason: 'not_json' });
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    await expect(log.append({ documents: [write('a', circular)] })).rejects.toMatchObject({ reason: 'not_json' });
    await expect(log.append({ documents: [write('\u001d', 1)] })).rejects.toMatchObject({ reason: 'bad_text' });
  });
});
