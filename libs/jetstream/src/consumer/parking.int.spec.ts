import { ParkingStore, type Decider } from '@windrose/event-log';
import { newId, ServiceUnavailable } from '@windrose/platform';
import { eventually, keysOf, openTestLog } from '@windrose/testing';
import { count, inventoryThatParks, META, nameOf, tally, type Tally } from './parking.fixtures';

describe('parking', () => {
  const inventory = inventoryThatParks();

  it('lets all other keys flow on, while the later events of the key wait in order, across sources', async () => {
    const [bad, good] = keysOf(3, 2) as [string, string];
    inventory.failFor(bad);
    const { problem } = inventory.start();
    await inventory.append('orders', good, bad, good, bad);
    await eventually(async () => expect(await inventory.line(bad)).toEqual(['orders 2', 'orders 4']));
    await inventory.append('payments', bad, good);
    await eventually(async () => expect(await inventory.line(bad)).toEqual(['orders 2', 'orders 4', 'payments 1']));
    await inventory.append('orders', bad, good);
    await eventually(async () =>
      expect(await inventory.decided()).toEqual(['orders 1', 'orders 3', 'payments 2', 'orders 6']),
    );
    expect(await inventory.line(bad)).toEqual(['orders 2', 'orders 4', 'payments 1', 'orders 5']);
    expect(await inventory.parkedKeys()).toEqual({ [bad]: ['no shelf for orders 2'] });
    // The event itself was tried as often as it should be, those behind it not at all.
    expect(inventory.called.filter((name) => name === 'orders 2').length).toBeGreaterThanOrEqual(2);
    expect(inventory.called).not.toContain('orders 4');
    expect(problem).toBeNull();
    // The cursors have passed them: nothing of it depends on the broker any more.
    const cursors = await eventually(async () => {
      const found = await inventory.log.cursors('inventory');
      expect(found.every(({ source, position }) => position === (source === 'orders' ? 6 : 2))).toBe(true);
      return found;
    });
    expect(cursors).toHaveLength(32);
  });

  it('keeps the very event, whatever becomes of its stream', async () => {
    const bad = newId();
    inventory.failFor(bad);
    inventory.start();
    await inventory.append('orders', bad);
    const [parked] = await eventually(async () => {
      const found = await new ParkingStore(inventory.log, 'inventory').line(bad, 1);
      expect(found).toHaveLength(1);
      return found;
    });
    const original = await inventory.orders.eventAt(1);
    expect(parked).toMatchObject({
      ...original,
      recordedAt: original!.recordedAt,
      source: 'orders',
      logId: inventory.orders.logId,
      data: JSON.parse(original!.dataText),
      meta: JSON.parse(original!.metaText),
    });
  });

  it('finds the one event of a batch whose decision can not be stored', async () => {
    const keys = Array.from({ length: 40 }, newId);
    const bad = keys[29]!;
    inventory.handle = (context) => {
      if (context.event.key !== bad) return count(context);
      const { work, event, meta } = context;
      const stream = { id: `tally-${event.key}`, key: event.key };
      work.append(null, { stream, events: [{ type: 'Counted', data: { text: 'x'.repeat(300_000) } }], meta });
      return Promise.resolve();
    };
    await inventory.append('orders', ...keys);
    inventory.start();
    await eventually(async () => expect(await inventory.log.head()).toBe(39));
    expect(await inventory.line(bad)).toEqual(['orders 30']);
    expect(Object.values(await inventory.parkedKeys())[0]![0]).toContain('at most 262144 are allowed');
  });

  it('finds the one event of a batch whose stream can not be folded', async () => {
    const keys = Array.from({ length: 10 }, newId);
    const bad = keys[4]!;
    await inventory.log.append({
      stream: { id: `tally-${bad}`, key: bad },
      events: [{ type: 'Odd', data: {} }],
      meta: META,
    });
    const picky: Decider<Tally> = {
      ...tally,
      evolve: (state, { type }) => {
        if (type === 'Odd') throw new Error('an odd event');
        return { events: state.events + 1 };
      },
    };
    inventory.handle = async ({ work, event, meta }) => {
      const stream = { id: `tally-${event.key}`, key: event.key };
      await work.load(picky, stream.id);
      work.append(null, { stream, events: [{ type: 'Counted', data: { of: nameOf(event), before: 0 } }], meta });
    };
    inventory.start();
    await inventory.append('orders', ...keys);
    await eventually(async () => expect(await inventory.parkedKeys()).toEqual({ [bad]: ['an odd event'] }));
    await eventually(async () => expect(await inventory.log.head()).toBe(10));
  });

  it('never parks because of what can not be reached', async () => {
    const key = newId();
    let failures = 0;
    inventory.handle = (context) => {
      if (++failures <= 6) throw new ServiceUnavailable('the warehouse is closed');
      return count(context);
    };
    inventory.start({ tries: 1 });
    await inventory.append('orders', key);
    await eventually(async () => expect(await inventory.decided()).toEqual(['orders 1']), { timeoutMs: 30_000 });
    expect(await inventory.parkedKeys()).toEqual({});
  });

  it('does not let a batch of another source overtake the event whose key is being parked', async () => {
    const bad = newId();
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    inventory.handle = async (context) => {
      if (context.event.source === 'orders') throw new Error('no shelf');
      await released;
      await count(context);
    };
    inventory.start();
    await inventory.append('payments', bad);
    await eventually(() => expect(inventory.called).toEqual(['payments 1']));
    await inventory.append('orders', bad);
    await eventually(async () => expect(await inventory.line(bad)).toEqual(['orders 1']));
    // The payment's decision was made before anybody knew of the parked key: now it is too late for it.
    release();
    await eventually(async () => expect(await inventory.line(bad)).toEqual(['orders 1', 'payments 1']));
    expect(await inventory.decided()).toEqual([]);
  });

  it('goes on for whoever takes the partition over', async () => {
    const [bad, good] = keysOf(5, 2) as [string, string];
    inventory.failFor(bad);
    const first = inventory.start();
    await inventory.append('orders', bad);
    await eventually(async () => expect(await inventory.line(bad)).toEqual(['orders 1']));
    await first.close();
    const other = await openTestLog(inventory.databaseUrl, 'inventory');
    inventory.atTheEnd(() => other.close());
    inventory.handle = count;
    inventory.start({}, other);
    await inventory.append('orders', bad, good);
    await eventually(async () => expect(await inventory.decided()).toEqual(['orders 3']));
    expect(await inventory.line(bad)).toEqual(['orders 1', 'orders 2']);
    await inventory.wish(bad, 'redrive');
    await eventually(async () => expect(await inventory.decided(bad)).toEqual(['orders 1', 'orders 2']));
    await eventually(async () => expect(await inventory.parkedKeys()).toEqual({}));
  });
});
