import type { LogFacts } from './log-facts';
import { cursorsBehind } from './consumer-lag';
import { projectionLags } from './projection-lag';

describe('cursorsBehind', () => {
  it('is none when every partition was handled to its own end, however far the head is', () => {
    const cursors = [
      { partition: 0, position: 3 },
      { partition: 1, position: 900 },
    ];
    expect(cursorsBehind(cursors, [3, 900])).toEqual([]);
  });

  it('ignores partitions in which nothing has ever happened', () => {
    expect(cursorsBehind([{ partition: 0, position: 5 }], [5, 0, 0])).toEqual([]);
  });

  it('takes a partition without a cursor as one that was never read', () => {
    expect(cursorsBehind([{ partition: 0, position: 5 }], [5, 8])).toEqual([{ partition: 1, position: 0 }]);
  });

  it('names the partitions whose last event is still to come', () => {
    const cursors = [
      { partition: 0, position: 10 },
      { partition: 1, position: 10 },
    ];
    expect(cursorsBehind(cursors, [11, 9])).toEqual([{ partition: 0, position: 10 }]);
  });
});

describe('projectionLags', () => {
  const facts = (projections: LogFacts['projections']): LogFacts => ({
    service: 'orders',
    logId: 'x',
    head: 100,
    lastEventAt: null,
    partitionHeads: [100],
    cursors: [],
    parked: [],
    projections,
  });
  const state = (version: number, generation: number, position: number, live: boolean) => ({
    name: 'order_list',
    version,
    generation,
    position,
    live,
  });

  it('tells the live generation and what is being built, and leaves out what was superseded', () => {
    const { projections, rebuilds } = projectionLags([
      facts([state(1, 1, 40, false), state(1, 2, 98, true), state(1, 3, 10, false), state(2, 1, 0, false)]),
    ]);
    expect(projections).toEqual([{ service: 'orders', name: 'order_list', version: 1, position: 98, lag: 2 }]);
    expect(rebuilds.map(({ version, position }) => [version, position])).toEqual([
      [1, 10],
      [2, 0],
    ]);
  });

  it('is never ahead of the log', () => {
    expect(projectionLags([facts([state(1, 1, 101, true)])]).projections).toMatchObject([{ lag: 0 }]);
  });
});
