import type { Cursor } from '@windrose/event-log';
import type { Ownership } from './ownership';
import { SourceCursors } from './source-cursors';

async function cursorsWith(
  rows: readonly Omit<Cursor, 'source'>[],
  ownership?: Ownership,
): Promise<{ cursors: SourceCursors; rows: Omit<Cursor, 'source'>[] }> {
  const stored = [...rows];
  const store = {
    cursors: () =>
      Promise.resolve([
        ...stored.map((row) => ({ source: 'orders', ...row })),
        { source: 'payments', partition: 0, position: 99, eventId: 'p' },
      ]),
  };
  const cursors = new SourceCursors(store, 'inventory', 'orders', 3, ownership);
  await cursors.load();
  return { cursors, rows: stored };
}

const at = (position: number) => ({ position, eventId: `event-${position}` });

describe('SourceCursors', () => {
  it('starts at the beginning without any, and knows nothing of other sources', async () => {
    const { cursors } = await cursorsWith([]);
    expect(cursors.readPoint).toMatchObject({ position: 0, eventIds: new Map() });
    expect(cursors.isDue({ partition: 0, position: 1 })).toBe(true);
  });

  it('starts after the lowest, and skips what a partition further on has had', async () => {
    const { cursors } = await cursorsWith([
      { partition: 0, ...at(10) },
      { partition: 1, ...at(30) },
      { partition: 2, ...at(20) },
    ]);
    expect(cursors.readPoint.position).toBe(10);
    expect([...cursors.readPoint.eventIds.keys()].sort()).toEqual([10, 20, 30]);
    expect(cursors.isDue({ partition: 1, position: 30 })).toBe(false);
    expect(cursors.isDue({ partition: 0, position: 30 })).toBe(true);
  });

  it('moves the partitions that had events to the end of the batch, each from where it is', async () => {
    const { cursors } = await cursorsWith([{ partition: 1, ...at(5) }]);
    expect(cursors.movesTo(at(12), new Set([0, 1]))).toEqual([
      { group: 'inventory', source: 'orders', partition: 0, from: 0, to: 12, eventId: 'event-12' },
      { group: 'inventory', source: 'orders', partition: 1, from: 5, to: 12, eventId: 'event-12' },
    ]);
  });

  it('moves the quiet ones with them when they have fallen far behind', async () => {
    const { cursors } = await cursorsWith([]);
    expect(cursors.movesTo(at(1_000), new Set([1])).map(({ partition }) => partition)).toEqual([1]);
    expect(cursors.movesTo(at(1_001), new Set([1])).map(({ partition }) => partition)).toEqual([1, 0, 2]);
  });

  it('stores quiet partitions by themselves when they lag, and when there is time', async () => {
    const { cursors } = await cursorsWith([]);
    expect(cursors.quietMoves(0)).toEqual([]);
    cursors.reach(at(40));
    expect(cursors.quietMoves()).toEqual([]);
    const moves = cursors.quietMoves(0);
    expect(moves.map(({ partition, to }) => [partition, to])).toEqual([
      [0, 40],
      [1, 40],
      [2, 40],
    ]);
    cursors.confirm(moves);
    expect(cursors.quietMoves(0)).toEqual([]);
    expect(cursors.readPoint.position).toBe(40);
  });

  it('never moves a cursor back', async () => {
    const { cursors } = await cursorsWith([{ partition: 0, ...at(50) }]);
    expect(cursors.movesTo(at(12), new Set([0]))).toEqual([]);
  });

  it('keeps cursors of partitions beyond the ones it expects', async () => {
    const { cursors } = await cursorsWith([{ partition: 9, ...at(5) }]);
    expect(cursors.isDue({ partition: 9, position: 5 })).toBe(false);
  });

  it('leaves alone what it does not own', async () => {
    const { cursors } = await cursorsWith([{ partition: 1, ...at(4) }], { owns: (partition) => partition === 1 });
    expect(cursors.readPoint.position).toBe(4);
    expect(cursors.isDue({ partition: 0, position: 9 })).toBe(false);
    cursors.reach(at(12));
    expect(cursors.quietMoves(0).map(({ partition, from }) => [partition, from])).toEqual([[1, 4]]);
  });

  it('notices that somebody has set a cursor back', async () => {
    const { cursors, rows } = await cursorsWith([{ partition: 0, ...at(50) }]);
    rows[0] = { partition: 0, ...at(60) };
    expect(await cursors.load()).toBe(false);
    rows.pop();
    expect(await cursors.load()).toBe(true);
  });
});
