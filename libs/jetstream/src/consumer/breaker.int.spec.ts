import { metrics } from '@windrose/platform';
import { eventually, keysOf } from '@windrose/testing';
import { count, inventoryThatParks } from './parking.fixtures';

describe('the breaker', () => {
  const inventory = inventoryThatParks();

  it('stops a partition instead of parking one key after the other, and tries it again by itself', async () => {
    const many = keysOf(7, 5);
    const elsewhere = keysOf(8, 1);
    inventory.handle = (context) => {
      if (!elsewhere.includes(context.event.key)) throw new Error('a bad deploy');
      return count(context);
    };
    const strategy = inventory.start({ keys: 3, pauseMs: 300, longestPauseMs: 1_000 });
    await inventory.append('orders', ...many, ...elsewhere);
    await eventually(async () => expect(await inventory.decided()).toEqual(['orders 6']));
    await eventually(() =>
      expect(strategy.problem).toBe(
        `partition 7 was stopped: 3 keys were parked within 60 s, and orders.OrderPlaced 4 can't be handled either: a bad deploy`,
      ),
    );
    const stopped = (): Promise<string> => metrics.getSingleMetricAsString('windrose_consumer_stopped_partitions');
    expect(await stopped()).toContain('windrose_consumer_stopped_partitions{group="inventory"} 1');
    // It is tried again and again, and parks no more.
    const before = inventory.called.length;
    await eventually(() =>
      expect(inventory.called.slice(before).filter((name) => name === 'orders 4').length).toBeGreaterThan(3),
    );
    expect(Object.keys(await inventory.parkedKeys())).toEqual(many.slice(0, 3));
    await inventory.append('payments', many[4]!, ...elsewhere);
    await eventually(async () => expect(await inventory.decided()).toEqual(['orders 6', 'payments 2']));
    inventory.handle = count;
    await eventually(async () =>
      expect((await inventory.decided()).sort()).toEqual([
        'orders 4',
        'orders 5',
        'orders 6',
        'payments 1',
        'payments 2',
      ]),
    );
    await eventually(() => expect(strategy.problem).toBeNull());
    expect(await stopped()).toContain('windrose_consumer_stopped_partitions{group="inventory"} 0');
    await strategy.close();
    expect(await stopped()).not.toContain('group="inventory"');
    expect((await inventory.decisions(many[4])).map(({ before: earlier }) => earlier)).toEqual([0, 1]);
  });
});
