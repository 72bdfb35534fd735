import { createTestLog, openTestLog, startTestPostgres, type TestPostgres } from '@windrose/testing';
import { step } from '../../test/fixtures';
import type { EventLog } from '../event-log';

jest.setTimeout(60_000);

let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startTestPostgres()));
afterAll(() => postgres.stop());

async function withTwoInstances(run: (one: EventLog, other: EventLog) => Promise<void>): Promise<void> {
  const { log: one, databaseUrl } = await createTestLog(postgres, 'orders');
  const other = await openTestLog(databaseUrl, one.service);
  try {
    await run(one, other);
  } finally {
    await Promise.all([one.close(), other.close()]);
  }
}

describe('what a process remembers of its own appends', () => {
  it('is to the letter what the database holds', async () => {
    await withTwoInstances(async (one, other) => {
      const appends = Array.from({ length: 300 }, (_, i) =>
        // Few streams and expected versions, so that calls hold conflicts, groups that fall, and repeats.
        one.appendGroup([
          step(`s${i % 7}`, { expectedVersion: i % 3 === 0 ? i % 5 : 'any' }),
          ...(i % 4 === 0 ? [step(`t${i % 5}`, { expectedVersion: i % 8, commandId: `c${i % 20}` })] : []),
        ]),
      );
      const outcomes = await Promise.all(appends);
      expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['appended', 'conflict']));
      const remembered = await one.readAll({ after: 0, limit: 10_000 });
      expect(remembered.length).toBeGreaterThan(100);
      expect(remembered).toEqual(await other.readAll({ after: 0, limit: 10_000 }));
    });
  });

  it('hides nothing that another process appended', async () => {
    await withTwoInstances(async (one, other) => {
      for (const log of [one, other, one, one, other, other, one]) await log.append(step('s'));
      for (const log of [one, other]) {
        for (const after of [0, 1, 2, 3, 4, 5, 6]) {
          const seen: number[] = [];
          // Whoever follows a log reads on from the last position that it got.
          for (let from = after; from < 7; from = seen.at(-1)!) {
            seen.push(...(await log.readAll({ after: from, limit: 2 })).map(({ position }) => position));
          }
          expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7].slice(after));
        }
      }
    });
  });
});
