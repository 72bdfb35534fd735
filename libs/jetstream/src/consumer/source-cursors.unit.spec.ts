import type { Cursor } from '@windrose/event-log';
import type { HeldPartition } from './partitions';
import { SourceCursors } from './source-cursors';

const state = (epoch: number, ...keys: string[]): HeldPartition => ({ lease: 1, epoch, parkedKeys: new Set(keys) });

async function cursorsWith(
  rows: readonly Omit<Cursor, 'source'>[],
  leases: readonly (readonly [number, HeldPartition])[] = [0, 1, 2].map((partition) => [partition, state(1)] as const),
) {
  const stored = [...rows];
  const held = new Map(leases);
  const store = {
    cursors: () =>
      Promise.resolve([
        ...stored.map((row) => ({ source: 'orders', ...row })),
        { source: 'payments', partition: 0, position: 99, eventId: 'p' },
      ]),
  };
  const partitions = {
    get held() {
      return new Map(held);
    },
    onChange: () => () => undefined,
    refresh: () => Promise.resolve(),
  };
  const cursors = new SourceCursors({ store, group: 'inventory', source: 'orders', partitions });
  await cursors.open();
  return { cursors, rows: stored, held };
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

  it('moves the partitions that had events to the end of the batch, each from where it is, under its lease', async () => {
    const { cursors } = await cursorsWith(
      [{ partition: 1, ...at(5) }],
      [
        [0, state(7)],
        [1, state(9)],
      ],
    );
    expect(cursors.movesTo(at(12), new Set([0, 1]))).toEqual([
      { group: 'inventory', source: 'orders', partition: 0, from: 0, to: 12, eventId: 'event-12', epoch: 7 },
      { group: 'inventory', source: 'orders', partition: 1, from: 5, to: 12, eventId: 'event-12', epoch: 9 },
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

  it('leaves alone what it does not hold', async () => {
    const { cursors } = await cursorsWith([{ partition: 1, ...at(4) }], [[1, state(1)]]);
    expect(cursors.readPoint.position).toBe(4);
    expect(cursors.isDue({ partition: 0, position: 9 })).toBe(false);
    cursors.reach(at(12));
    expect(cursors.quietMoves(0).map(({ partition, from }) => [partition, from])).toEqual([[1, 4]]);
  });

  it('decides on the leases as they were when it began, and never takes a lost partition up again', async () => {
    const { cursors, held } = await cursorsWith([]);
    held.delete(1);
    expect(cursors.isDue({ partition: 1, position: 9 })).toBe(true);
    cursors.begin();
    expect(cursors.isDue({ partition: 1, position: 9 })).toBe(false);
    // What it passed over meanwhile must be read again: only a new beginning can do that.
    held.set(1, state(2));
    cursors.begin();
    expect(cursors.isDue({ partition: 1, position: 9 })).toBe(false);
    cursors.reach(at(12));
    expect(cursors.quietMoves(0).map(({ partition }) => partition)).toEqual([0, 2]);
    expect(cursors.isComplete).toBe(false);
  });

  it('has lost a partition also when it was taken again before anybody looked', async () => {
    const { cursors, held } = await cursorsWith([{ partition: 1, ...at(4) }]);
    cursors.reach(at(12));
    held.set(1, { ...state(3), lease: 2 });
    cursors.begin();
    expect(cursors.isDue({ partition: 1, position: 13 })).toBe(false);
    expect(cursors.quietMoves(0).map(({ partition }) => partition)).toEqual([0, 2]);
    expect(cursors.isComplete).toBe(false);
  });

  it('does not take up what was taken from it while it read its cursors', async () => {
    const { cursors, held } = await cursorsWith([]);
    const opening = cursors.open();
    held.set(1, { ...state(3), lease: 2 });
    await opening;
    expect(cursors.isComplete).toBe(false);
  });

  it('is not complete without any partition', async () => {
    const { cursors, held } = await cursorsWith([]);
    expect(cursors.isComplete).toBe(true);
    held.clear();
    expect(cursors.isComplete).toBe(false);
  });

  it('knows the keys that were parked when it began', async () => {
    const { cursors, held } = await cursorsWith([], [[0, state(1, 'bad')]]);
    expect(cursors.isParked({ partition: 0, key: 'bad' })).toBe(true);
    expect(cursors.isParked({ partition: 0, key: 'good' })).toBe(false);
    held.set(0, state(2));
    expect(cursors.isParked({ partition: 0, key: 'bad' })).toBe(true);
    expect(cursors.movesTo(at(1), new Set([0]))).toMatchObject([{ epoch: 1 }]);
    cursors.begin();
    expect(cursors.isParked({ partition: 0, key: 'bad' })).toBe(false);
    expect(cursors.movesTo(at(1), new Set([0]))).toMatchObject([{ epoch: 2 }]);
  });

  it('notices that somebody has set a cursor back', async () => {
    const { cursors, rows } = await cursorsWith([{ partition: 0, ...at(50) }]);
    rows[0] = { partition: 0, ...at(60) };
    expect(await cursors.reload()).toBe(false);
    rows.pop();
    expect(await cursors.reload()).toBe(true);
  });
});
