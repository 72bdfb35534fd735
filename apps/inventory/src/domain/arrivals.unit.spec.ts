import type { StockAllocation } from '@windrose/contracts';
import fc from 'fast-check';
import { House } from './house.fixture';
import { PLACES, planBy, SKUS, Story } from './order-stories.fixture';
import type { Heard } from './reservation.answers';
import { heardOf } from './reservation.fixtures';

const choices = fc.array(fc.nat(1_000), { minLength: 40, maxLength: 40 });

/** How an order goes, and how its two logs arrive. */
const lives = fc.record({
  plan: choices.map((numbers) => {
    let next = 0;
    return planBy((below) => numbers[next++ % numbers.length]! % below);
  }),
  /** From which of its two logs each next event arrives. */
  arrivals: fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
  /** Which of the events that have arrived comes once more after each one. */
  repeats: fc.array(fc.nat(30), { minLength: 30, maxLength: 30 }),
});

describe('the stock of the whole house', () => {
  it('is conserved, never negative, and right in the end, however the logs of orders and shipping arrive', () => {
    fc.assert(
      fc.property(fc.array(lives, { minLength: 1, maxLength: 4 }), fc.nat(5), (all, stock) => {
        const house = new House();
        for (const sku of SKUS) for (const place of PLACES) house.add(sku, stock, place);
        const stories = all.map(({ plan }, n) => {
          const orderId = `o${n}`;
          const [event] = house.hear(heardOf(orderId).placed(plan.lines));
          const reserved = event?.type === 'StockReserved' ? (event.data.allocations ?? []) : [];
          return new Story(orderId, plan, reserved);
        });
        const lost = new Map<string, number>();

        const arrive = (heard: Heard) => {
          for (const event of house.hear(heard)) {
            if (event.type !== 'StockLost') continue;
            for (const { sku, quantity } of event.data.lines) lost.set(sku, (lost.get(sku) ?? 0) + quantity);
          }
          for (const sku of SKUS) {
            const { available, reserved, sold } = house.stock(sku);
            expect(available + reserved + sold + (lost.get(sku) ?? 0)).toBe(stock * PLACES.length);
          }
        };
        stories.forEach(({ orders, shipping }, n) => {
          const arrived: Heard[] = [];
          const { arrivals, repeats } = all[n]!;
          for (let i = 0; orders.length + shipping.length > 0; i++) {
            const [first, second] = arrivals[i % arrivals.length] ? [orders, shipping] : [shipping, orders];
            const heard = first.shift() ?? second.shift()!;
            arrived.push(heard);
            arrive(heard);
            arrive(arrived[repeats[i % repeats.length]! % arrived.length]!);
          }
        });

        const sum = (parts: readonly StockAllocation[], sku: string) =>
          parts.filter((part) => part.sku === sku).reduce((units, { quantity }) => units + quantity, 0);
        for (const sku of SKUS) {
          const gone = sum(
            stories.flatMap((story) => story.sold),
            sku,
          );
          expect(house.stock(sku)).toMatchObject({ reserved: 0, sold: gone });
          expect(lost.get(sku) ?? 0).toBe(
            sum(
              stories.flatMap((story) => story.lost),
              sku,
            ),
          );
        }
      }),
      { numRuns: 300 },
    );
  });
});
