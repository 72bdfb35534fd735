import type { StockAllocation } from '@windrose/contracts';
import fc from 'fast-check';
import { House } from './house.fixture';
import type { Heard } from './reservation.answers';
import { heardOf } from './reservation.fixtures';

const SKUS = ['mug', 'tea'];
const PLACES = ['bergen', 'main', 'porto'];

type Fate = 'delivered' | 'lost' | 'failed' | 'cancelled';

/** How an order's life goes, before it is known what it gets from where. */
interface Plan {
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  /** Ends before it is confirmed; then there are no shipments. */
  readonly endsEarly: 'expired' | 'cancelled' | null;
  /** Whether somebody asked for the cancellation of an order that nothing of has left. */
  readonly onRequest: boolean;
  /** Which shipment each unit goes with. */
  readonly packing: readonly number[];
  readonly fates: readonly Fate[];
  /** How many of each delivered shipment's units come back, and whether they are sound. */
  readonly returns: readonly { readonly units: number; readonly sound: boolean }[];
  /** From which of its two logs each next event arrives. */
  readonly arrivals: readonly boolean[];
  /** Which of the events that have arrived comes once more after each one. */
  readonly repeats: readonly number[];
}

const plans: fc.Arbitrary<Plan> = fc.record({
  lines: fc.array(fc.record({ sku: fc.constantFrom(...SKUS), quantity: fc.integer({ min: 1, max: 4 }) }), {
    minLength: 1,
    maxLength: 3,
  }),
  endsEarly: fc.constantFrom('expired', 'cancelled', null, null, null),
  onRequest: fc.boolean(),
  packing: fc.array(fc.nat(2), { minLength: 12, maxLength: 12 }),
  fates: fc.array(fc.constantFrom<Fate>('delivered', 'lost', 'failed', 'cancelled'), { minLength: 3, maxLength: 3 }),
  returns: fc.array(fc.record({ units: fc.nat(3), sound: fc.boolean() }), { minLength: 3, maxLength: 3 }),
  arrivals: fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
  repeats: fc.array(fc.nat(30), { minLength: 30, maxLength: 30 }),
});

/** What the two logs will say about an order, and what must come of its units. */
class Story {
  readonly orders: Heard[] = [];
  readonly shipping: Heard[] = [];
  readonly sold: StockAllocation[] = [];
  readonly lost: StockAllocation[] = [];
  private readonly heard;

  constructor(
    private readonly orderId: string,
    private readonly plan: Plan,
    reserved: readonly StockAllocation[],
  ) {
    this.heard = heardOf(orderId);
    const { rejected, expired, cancelled } = this.heard;
    if (reserved.length === 0) this.orders.push(rejected());
    else if (plan.endsEarly !== null) this.orders.push({ expired, cancelled }[plan.endsEarly]('customer_request'));
    else this.ship(this.pack(reserved));
  }

  private pack(reserved: readonly StockAllocation[]): StockAllocation[][] {
    const single = reserved.flatMap((part) => Array.from({ length: part.quantity }, () => ({ ...part, quantity: 1 })));
    const parcels = [0, 1, 2].map((n) => single.filter((_unit, i) => this.plan.packing[i % 12] === n));
    return parcels.filter((parcel) => parcel.length > 0);
  }

  private ship(parcels: readonly StockAllocation[][]): void {
    const { fates, returns, onRequest } = this.plan;
    parcels.forEach((parcel, i) => this.send(`${this.orderId}-${i}`, parcel, fates[i]!, returns[i]!));
    const ends = parcels.map((_parcel, i) => fates[i]!);
    if (ends.includes('delivered')) return;
    // On request an order is cancelled as long as nothing has left.
    const code = onRequest && !ends.includes('lost') ? 'customer_request' : 'shipment_failed';
    this.orders.push(this.heard.cancelled(code));
  }

  private send(shipmentId: string, allocations: StockAllocation[], fate: Fate, back: Plan['returns'][number]): void {
    const { dispatched, shipmentCancelled, shipmentFailed, returned } = this.heard;
    const units = { lines: allocations, allocations };
    switch (fate) {
      case 'cancelled':
        this.shipping.push(shipmentCancelled(shipmentId, units));
        return;
      case 'failed':
        this.shipping.push(shipmentFailed(shipmentId, units, false));
        return;
      case 'lost':
        this.shipping.push(dispatched(shipmentId, units), shipmentFailed(shipmentId, units, true));
        this.lost.push(...allocations);
        return;
      case 'delivered': {
        const lines = allocations.slice(0, back.units);
        this.shipping.push(dispatched(shipmentId, units));
        if (lines.length > 0) this.shipping.push(returned(shipmentId, lines, back.sound ? 'sound' : 'damaged'));
        if (!back.sound) this.lost.push(...lines);
        this.sold.push(...allocations.slice(back.units));
        return;
      }
      default:
        fate satisfies never;
    }
  }
}

describe('the stock of the whole house', () => {
  it('is conserved, never negative, and right in the end, however the logs of orders and shipping arrive', () => {
    fc.assert(
      fc.property(fc.array(plans, { minLength: 1, maxLength: 4 }), fc.nat(5), (all, stock) => {
        const house = new House();
        for (const sku of SKUS) for (const place of PLACES) house.add(sku, stock, place);
        const stories = all.map((plan, n) => {
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
