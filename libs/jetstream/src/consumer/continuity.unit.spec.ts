import { eventSubject } from '@windrose/contracts';
import { MirroredEvent } from '../mirror/mirrored-event';
import { AnotherLog, Continuity, Gap, HoleInSource, type ReadPoint } from './continuity';

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
    eventIds: new Map(position === 0 ? [] : [[position, `event-${position}`]]),
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

  it('tells a jump in the positions, and goes on when what is between has come from elsewhere', () => {
    const continuity = new Continuity(point(3));
    expect(accepted(continuity, [event(3)])).toEqual([]);
    expect(() => continuity.isNext(event(6))).toThrow(expect.objectContaining({ upTo: 5, logId: LOG }));
    expect(accepted(continuity, [event(4), event(5), event(6)])).toEqual([4, 5, 6]);
  });

  it('wants to see the last event that was handled before it goes on: numbers alone prove nothing', () => {
    const continuity = new Continuity(point(3));
    expect(() => continuity.isNext(event(4))).toThrow(expect.objectContaining({ upTo: 3, logId: LOG }));
    expect(accepted(continuity, [event(3), event(4)])).toEqual([4]);
  });

  it('refuses an event whose predecessor in its partition was not seen', () => {
    const partitions = new Map([
      [0, 3],
      [1, 2],
    ]);
    const seen = (): Continuity => {
      const continuity = new Continuity(point(3, { partitions }));
      continuity.isNext(event(3));
      return continuity;
    };
    expect(() => seen().isNext(event(4, { partition: 1, prev: 3 }))).toThrow(HoleInSource);
    expect(seen().isNext(event(4, { partition: 1, prev: 2 }))).toBe(true);
  });

  it('takes a partition that it knows nothing of as handled up to where it starts', () => {
    expect(accepted(new Continuity(point(3)), [event(3), event(4, { partition: 9, prev: 2 })])).toEqual([4]);
  });

  it('refuses another event where one was handled', () => {
    expect(() => new Continuity(point(3)).isNext(event(3, { id: 'other' }))).toThrow(
      `orders 3 was event event-3 when it was handled; log ${LOG} has other there`,
    );
  });

  it('compares what is ahead of the start too, for partitions that are further', () => {
    const continuity = new Continuity(point(3, { eventIds: new Map([[5, 'event-5']]) }));
    expect(accepted(continuity, [event(4)])).toEqual([4]);
    expect(() => continuity.isNext(event(5, { id: 'other' }))).toThrow(AnotherLog);
  });

  it('takes another identity of the log for what it is once the last event is seen to be the same', () => {
    const continuity = new Continuity(point(0));
    expect(accepted(continuity, [event(1, { prev: 0 }), event(2)])).toEqual([1, 2]);
    expect(() => continuity.isNext(event(3, { logId: 'another' }))).toThrow(expect.objectContaining({ upTo: 2 }));
    const renamed = [1, 2, 3].map((position) => event(position, { logId: 'another', prev: position - 1 }));
    expect(accepted(continuity, renamed)).toEqual([3]);
    expect(() => continuity.isNext(event(4))).toThrow(Gap);
  });

  it('knows the furthest event that was handled in any partition', () => {
    expect(new Continuity(point(0, { eventIds: new Map() })).furthest).toEqual({ position: 0, eventId: undefined });
    const eventIds = new Map([
      [3, 'event-3'],
      [9, 'event-9'],
    ]);
    expect(new Continuity(point(3, { eventIds })).furthest).toEqual({ position: 9, eventId: 'event-9' });
  });
});
