import { MirroredEvent } from '../mirror/mirrored-event';
import { EventBuffer } from './event-buffer';

const event = (position: number, bytes = 100): MirroredEvent =>
  new MirroredEvent('orders', position, 'evt.orders.00.k.OrderPlaced', '', Buffer.alloc(bytes));

describe('EventBuffer', () => {
  it('gives the oldest first, up to the limits', () => {
    const buffer = new EventBuffer();
    for (let i = 1; i <= 5; i++) buffer.push(event(i));
    expect(buffer.take(3, 1_000).map(({ position }) => position)).toEqual([1, 2, 3]);
    expect(buffer.take(10, 150).map(({ position }) => position)).toEqual([4]);
    expect(buffer.length).toBe(1);
  });

  it('gives one event even when that alone is beyond the limit: else it would never go', () => {
    const buffer = new EventBuffer();
    buffer.push(event(1, 5_000));
    expect(buffer.take(10, 1_000)).toHaveLength(1);
  });

  it('has no room for more than it should hold, in number and in bytes', () => {
    const many = new EventBuffer();
    expect(many.room).toBe(2_000);
    for (let i = 1; i <= 2_000; i++) many.push(event(i, 10));
    expect(many.room).toBe(0);
    many.take(500, 1e9);
    expect(many.room).toBe(500);

    const large = new EventBuffer();
    for (let i = 1; i <= 31; i++) large.push(event(i, 256 * 1024));
    expect(large.room).toBe(1);
  });

  it('wakes who waits as soon as something comes', async () => {
    const buffer = new EventBuffer();
    const waiting = buffer.wait(60_000);
    buffer.push(event(1));
    await waiting;
    await buffer.wait(60_000);
    expect(buffer.length).toBe(1);
  });
});
