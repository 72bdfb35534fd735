import { newId, ServiceUnavailable } from '@windrose/platform';
import { eventually } from '@windrose/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { count, inventoryThatParks } from './parking.fixtures';

describe('what an operator wishes of parked keys', () => {
  const inventory = inventoryThatParks();

  describe('a redrive', () => {
    it('handles the line in its order, each event once, and ends the parking', async () => {
      const bad = newId();
      inventory.failFor(bad);
      inventory.start();
      await inventory.append('orders', bad, bad);
      await eventually(async () => expect(await inventory.line(bad)).toHaveLength(2));
      await inventory.append('payments', bad);
      await eventually(async () => expect(await inventory.line(bad)).toHaveLength(3));
      inventory.handle = count;
      await inventory.wish(bad, 'redrive');
      await eventually(async () => expect(await inventory.parkedKeys()).toEqual({}));
      expect(await inventory.decisions(bad)).toEqual([
        { of: 'orders 1', before: 0 },
        { of: 'orders 2', before: 1 },
        { of: 'payments 1', before: 2 },
      ]);
      await inventory.append('payments', bad);
      await eventually(async () =>
        expect((await inventory.decisions(bad)).at(-1)).toEqual({ of: 'payments 2', before: 3 }),
      );
      expect(await inventory.line(bad)).toEqual([]);
      const { rows } = await inventory.log.pool.query('select * from inventory.parked_wishes');
      expect(rows).toEqual([]);
    });

    it('leaves what fails again parked, with all behind it, and says why', async () => {
      const bad = newId();
      inventory.failFor(bad);
      inventory.start();
      await inventory.append('orders', bad, bad, bad);
      await eventually(async () => expect(await inventory.line(bad)).toHaveLength(3));
      inventory.handle = (context) => {
        if (context.event.position === 2) throw new Error('no lorry');
        return count(context);
      };
      await inventory.wish(bad, 'redrive');
      await eventually(async () =>
        expect(await inventory.parkedKeys()).toEqual({ [bad]: ['no shelf for orders 1', 'no lorry'] }),
      );
      expect(await inventory.decided()).toEqual(['orders 1']);
      expect(await inventory.line(bad)).toEqual(['orders 2', 'orders 3']);
      inventory.handle = count;
      await inventory.wish(bad, 'redrive');
      await eventually(async () => expect(await inventory.decided()).toEqual(['orders 1', 'orders 2', 'orders 3']));
    });

    it('waits for what can not be reached', async () => {
      const bad = newId();
      inventory.failFor(bad);
      inventory.start();
      await inventory.append('orders', bad);
      await eventually(async () => expect(await inventory.line(bad)).toHaveLength(1));
      let failures = 0;
      inventory.handle = (context) => {
        if (++failures <= 4) throw new ServiceUnavailable('the warehouse is closed');
        return count(context);
      };
      await inventory.wish(bad, 'redrive');
      await eventually(async () => expect(await inventory.decided()).toEqual(['orders 1']));
      expect(failures).toBe(5);
    });

    it('keeps the order while new events of the key arrive from all sources', async () => {
      const keys = Array.from({ length: 4 }, newId);
      inventory.failFor(...keys);
      inventory.start({ keys: 10 });
      await inventory.append('orders', ...keys);
      await eventually(async () => expect(Object.keys(await inventory.parkedKeys())).toHaveLength(4));
      inventory.handle = count;
      let rounds = 1;
      let over = false;
      const feed = (async () => {
        while (!over) {
          await Promise.all([inventory.append('orders', ...keys, ...keys), inventory.append('payments', ...keys)]);
          rounds++;
          await sleep(20);
        }
      })();
      for (let i = 0; i < 3; i++) {
        for (const key of keys) await inventory.wish(key, 'redrive');
        await eventually(async () => expect(await inventory.parkedKeys()).toEqual({}), { timeoutMs: 30_000 });
        // And into the line again.
        if (i < 2) {
          inventory.failFor(...keys);
          await eventually(async () => expect(Object.keys(await inventory.parkedKeys())).toHaveLength(4), {
            timeoutMs: 30_000,
          });
          inventory.handle = count;
        }
      }
      over = true;
      await feed;
      const total = 4 + (rounds - 1) * 12;
      await eventually(async () => expect(await inventory.log.head()).toBe(total), { timeoutMs: 30_000 });
      for (const key of keys) {
        const made = await inventory.decisions(key);
        expect(made.map(({ before }) => before)).toEqual(made.map((_, i) => i));
        for (const source of ['orders ', 'payments ']) {
          const positions = made.filter(({ of }) => of.startsWith(source)).map(({ of }) => Number(of.split(' ')[1]));
          expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
        }
      }
    }, 120_000);
  });

  describe('a discard', () => {
    it('takes one event out of the line and keeps it, with who wanted that and why', async () => {
      const bad = newId();
      inventory.failFor(bad);
      inventory.start();
      await inventory.append('orders', bad, bad, bad);
      await eventually(async () => expect(await inventory.line(bad)).toHaveLength(3));
      await inventory.wish(bad, 'discard', { source: 'orders', position: 1 });
      await eventually(async () => expect(await inventory.line(bad)).toEqual(['orders 2', 'orders 3']));
      inventory.handle = count;
      await inventory.wish(bad, 'redrive');
      await eventually(async () => expect(await inventory.decided()).toEqual(['orders 2', 'orders 3']));
      const { rows } = await inventory.log.pool.query(
        `select kind, key, source, position, reason, discarded_by, data ->> 'orderId' as order_id,
           history -> 0 ->> 'error' as error from inventory.discarded`,
      );
      expect(rows).toEqual([
        {
          ...{ kind: 'event', key: bad, source: 'orders', position: 1, reason: 'test', discarded_by: 'operator:o' },
          ...{ order_id: bad, error: 'no shelf for orders 1' },
        },
      ]);
    });

    it('of the whole key ends its parking', async () => {
      const bad = newId();
      inventory.failFor(bad);
      inventory.start();
      await inventory.append('orders', bad, bad);
      await eventually(async () => expect(await inventory.line(bad)).toHaveLength(2));
      await inventory.wish(bad, 'discard');
      await eventually(async () => expect(await inventory.parkedKeys()).toEqual({}));
      inventory.handle = count;
      await inventory.append('orders', bad);
      await eventually(async () => expect(await inventory.decided()).toEqual(['orders 3']));
      const { rows } = await inventory.log.pool.query('select position from inventory.discarded order by id');
      expect(rows).toEqual([{ position: 1 }, { position: 2 }]);
    });
  });
});
