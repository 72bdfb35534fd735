import { eventSubject } from '@windrose/contracts';
import { MirroredEvent } from '../mirror/mirrored-event';
import { AnotherLog, Continuity, HoleInSource, type ReadPoint } from './continuity';

const LOG = '01a1fc49-33bc-74f9-93c0-c6b092ed7233';

function event(
  position: number,
  { partition = 0, prev = position - 1, id = `event-${position}`, logId = LOG } = {},
): MirroredEvent {
  const block = `NATS/1.0\r\nNats-Msg-Id: ${id}\r\nWindrose-Log-Id: ${logId}\r\nWindrose-Prev: ${prev}\r\n\r\n`;
  return new MirroredEvent(
    'orders',
    position,
    eventSubject('orders', partition, 'k', 'OrderPlaced'),
    block,
    Buffer.alloc(0),
  );
}

function point(position: number, changes: Partial<ReadPoint> = {}): ReadPoint {
  return {
    position,
    eventIds: new Map([[position, `event-${position}`]]),
    partitions: new Map([[0, position]]),
    ...changes,
  };
}

const accepted = (continuity: Continuity, events: MirroredEvent[]): number[] =>
  events.filter((one) => continuity.isNext(one)).map(({ position }) => position);

describe('Continuity', () => {
  it('starts at the last event that was handled, to see that it is still the same one', () => {
    expect(new Continuity(point(0)).startSequence).toBe(1);
    expect(new Continuity(point(7)).startSequence).toBe(7);
    expect(accepted(new Continuity(point(7)), [event(7), event(8), event(9)])).toEqual([8, 9]);
  });

  it('passes over what is older, as a stream sends it that is being refilled', () => {
    expect(accepted(new Continuity(point(3)), [event(1), event(2), event(3), event(4)])).toEqual([4]);
  });

  it('goes on over a new consumer, which starts at the last event that was read', () => {
    const continuity = new Continuity(point(0));
    expect(accepted(continuity, [event(1, { prev: 0 }), event(2)])).toEqual([1, 2]);
    expect(continuity.startSequence).toBe(2);
    expect(accepted(continuity, [event(2), event(3)])).toEqual([3]);
    expect(() => continuity.isNext(event(3, { id: 'other' }))).toThrow(AnotherLog);
  });

  it('refuses a jump in the positions: what is between would never be handled', () => {
    const continuity = new Continuity(point(3));
    expect(() => continuity.isNext(event(5))).toThrow(HoleInSource);
    expect(() => continuity.isNext(event(5))).toThrow(
      'orders goes on at 5 after 3: the stream has lost what is between',
    );
  });

  it('refuses an event whose predecessor in its partition was not seen', () => {
    const partitions = new Map([
      [0, 3],
      [1, 2],
    ]);
    expect(() => new Continuity(point(3, { partitions })).isNext(event(4, { partition: 1, prev: 3 }))).toThrow(
      HoleInSource,
    );
    expect(new Continuity(point(3, { partitions })).isNext(event(4, { partition: 1, prev: 2 }))).toBe(true);
  });

  it('takes a partition that it knows nothing of as handled up to where it starts', () => {
    expect(new Continuity(point(3)).isNext(event(4, { partition: 9, prev: 2 }))).toBe(true);
  });

  it('refuses another event where one was handled', () => {
    expect(() => new Continuity(point(3)).isNext(event(3, { id: 'other' }))).toThrow(
      'orders 3 was event event-3 when it was handled; the stream has other',
    );
  });

  it('compares what is ahead of the start too, for partitions that are further', () => {
    const continuity = new Continuity(point(3, { eventIds: new Map([[5, 'event-5']]) }));
    expect(accepted(continuity, [event(4)])).toEqual([4]);
    expect(() => continuity.isNext(event(5, { id: 'other' }))).toThrow(AnotherLog);
  });

  it('refuses events of another log in the middle of a stream', () => {
    const continuity = new Continuity(point(0));
    continuity.isNext(event(1, { prev: 0 }));
    expect(() => continuity.isNext(event(2, { logId: 'another' }))).toThrow(AnotherLog);
  });
});
