import type { StoredEvent } from '../event';
import { RecentEvents } from './recent-events';

function event(position: number, type = 'StepTaken', dataText = '{}'): StoredEvent {
  return {
    position,
    streamId: 's',
    version: position,
    eventId: `e${position}`,
    key: 's',
    partition: 0,
    prev: position - 1,
    type,
    schemaVersion: 1,
    recordedAt: '2026-01-01T00:00:00.000000Z',
    dataText,
    metaText: '{}',
  };
}

const run = (from: number, to: number): StoredEvent[] =>
  Array.from({ length: to - from + 1 }, (_, i) => event(from + i));
const positions = (events: readonly StoredEvent[] | undefined): number[] | undefined =>
  events?.map(({ position }) => position);

describe('the recent events', () => {
  it('give what follows a position, within limit and bound', () => {
    const recent = new RecentEvents();
    recent.add(run(5, 7));
    recent.add(run(8, 9));
    expect(positions(recent.read({ after: 4, limit: 100 }))).toEqual([5, 6, 7, 8, 9]);
    expect(positions(recent.read({ after: 6, limit: 2 }))).toEqual([7, 8]);
    expect(positions(recent.read({ after: 5, limit: 100, upTo: 7 }))).toEqual([6, 7]);
  });

  it('leave to the database what they do not hold', () => {
    const recent = new RecentEvents();
    expect(recent.read({ after: 0, limit: 1 })).toBeUndefined();
    recent.add(run(5, 7));
    expect(recent.read({ after: 3, limit: 100 })).toBeUndefined();
    expect(recent.read({ after: 7, limit: 100 })).toBeUndefined();
    expect(recent.read({ after: 5, limit: 100, upTo: 8 })).toBeUndefined();
  });

  it('do not end before a head that somebody was told', () => {
    const recent = new RecentEvents();
    recent.add(run(5, 7));
    recent.told(8);
    expect(recent.read({ after: 5, limit: 100 })).toBeUndefined();
    expect(recent.read({ after: 5, limit: 100, types: ['StepTaken'] })).toBeUndefined();
    expect(positions(recent.read({ after: 5, limit: 100, upTo: 7 }))).toEqual([6, 7]);
    recent.add(run(8, 8));
    recent.told(7);
    expect(positions(recent.read({ after: 5, limit: 100 }))).toEqual([6, 7, 8]);
    recent.told(11);
    recent.add(run(10, 10));
    expect(recent.read({ after: 9, limit: 100 })).toBeUndefined();
  });

  it('know no head any more once they are cleared', () => {
    const recent = new RecentEvents();
    recent.told(8);
    recent.clear();
    recent.add(run(5, 6));
    expect(positions(recent.read({ after: 4, limit: 100 }))).toEqual([5, 6]);
  });

  it('start anew behind what another process appended', () => {
    const recent = new RecentEvents();
    recent.add(run(1, 3));
    recent.add(run(5, 6));
    expect(recent.read({ after: 2, limit: 100 })).toBeUndefined();
    expect(positions(recent.read({ after: 4, limit: 100 }))).toEqual([5, 6]);
  });

  it('pick types within the same limit', () => {
    const recent = new RecentEvents();
    recent.add([event(1, 'A'), event(2, 'B'), event(3, 'A'), event(4, 'A')]);
    expect(positions(recent.read({ after: 0, limit: 2, types: ['A'] }))).toEqual([1, 3]);
    expect(recent.read({ after: 0, limit: 2, types: ['C'] })).toEqual([]);
  });

  it.each([
    ['many', Array.from({ length: 30 }, (_, i) => run(i * 100 + 1, i * 100 + 100))],
    ['large', Array.from({ length: 30 }, (_, i) => [event(i + 1, 'A', 'x'.repeat(200_000))])],
  ])('forget the oldest when they are %s, and stay unbroken', (_, commits) => {
    const recent = new RecentEvents();
    for (const commit of commits) recent.add(commit);
    const last = commits.flat().at(-1)!.position;
    expect(recent.read({ after: 0, limit: 10 })).toBeUndefined();
    expect(positions(recent.read({ after: last - 3, limit: 10 }))).toEqual([last - 2, last - 1, last]);
  });

  it('are gone after a doubt', () => {
    const recent = new RecentEvents();
    recent.add(run(1, 3));
    recent.clear();
    expect(recent.read({ after: 0, limit: 10 })).toBeUndefined();
  });
});
