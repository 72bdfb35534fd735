import type { InventoryEvent } from '@windrose/contracts';
import fc from 'fast-check';
import { reservation, type Reservation, type ReservationEvent } from './reservation';
import { dispatchStock, releaseStock, reserveStock } from './reservation.decide';
import { postingsOf } from './stock';

const price = { amount: 100, currency: 'EUR' };

describe('postingsOf', () => {
  const lines = [
    { sku: 'mug', quantity: 2 },
    { sku: 'tea', quantity: 1 },
  ];

  it.each<[InventoryEvent, Record<string, number>]>([
    [
      { type: 'ProductAdded', data: { sku: 'mug', name: 'Mug', price, active: true, stock: 5 } },
      { 'mug available': 5 },
    ],
    [{ type: 'ProductAdded', data: { sku: 'mug', name: 'Mug', price, active: true, stock: 0 } }, {}],
    [{ type: 'ProductChanged', data: { sku: 'mug', name: 'Mug', price, active: false } }, {}],
    [{ type: 'StockAdjusted', data: { sku: 'mug', delta: -3, reason: 'count' } }, { 'mug available': -3 }],
    [
      { type: 'StockReserved', data: { orderId: 'o', lines } },
      { 'mug available': -2, 'mug reserved': 2, 'tea available': -1, 'tea reserved': 1 },
    ],
    [{ type: 'StockReservationRejected', data: { orderId: 'o', code: 'out_of_stock', shortages: [] } }, {}],
    [
      { type: 'StockReservationReleased', data: { orderId: 'o', lines } },
      { 'mug available': 2, 'mug reserved': -2, 'tea available': 1, 'tea reserved': -1 },
    ],
    [
      { type: 'StockDispatched', data: { orderId: 'o', shipmentId: 's', lines } },
      { 'mug reserved': -2, 'mug sold': 2, 'tea reserved': -1, 'tea sold': 1 },
    ],
  ])('%j', (event, expected) => {
    const moved = postingsOf(event).map(({ owner, account, delta }) => [`${owner} ${account}`, delta] as const);
    expect(moved).toHaveLength(Object.keys(expected).length);
    expect(Object.fromEntries(moved)).toEqual(expected);
  });
});

/** A warehouse in memory: what the log does with the decisions, one after the other. */
class Warehouse {
  private readonly balances = new Map<string, number>();
  private readonly reservations = new Map<string, Reservation>();

  of(sku: string, account: string): number {
    return this.balances.get(`${sku} ${account}`) ?? 0;
  }

  reservationOf(orderId: string): Reservation {
    return this.reservations.get(orderId) ?? reservation.initialState;
  }

  apply(orderId: string, events: readonly ReservationEvent[]): void {
    for (const event of events) {
      this.post(event);
      this.reservations.set(orderId, reservation.evolve(this.reservationOf(orderId), event));
    }
  }

  post(event: InventoryEvent): void {
    for (const { owner, account, delta } of postingsOf(event)) {
      this.balances.set(`${owner} ${account}`, this.of(owner, account) + delta);
    }
  }
}

describe('the stock of the whole house', () => {
  const skus = ['mug', 'tea', 'ink'];
  const accounts = ['available', 'reserved', 'sold'];
  const someLines = fc.array(fc.record({ sku: fc.constantFrom(...skus), quantity: fc.integer({ min: 1, max: 6 }) }), {
    minLength: 1,
    maxLength: 4,
  });
  const step = fc.record({
    act: fc.constantFrom('reserve', 'release', 'dispatch'),
    orderId: fc.constantFrom('o1', 'o2', 'o3', 'o4'),
    shipmentId: fc.constantFrom('s1', 's2', 's3'),
    lines: someLines,
  });

  it('is conserved and never negative, whatever is asked in whatever order', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.nat(20), (steps, stock) => {
        const house = new Warehouse();
        for (const sku of skus)
          house.post({ type: 'ProductAdded', data: { sku, name: sku, price, active: true, stock } });
        for (const { act, orderId, shipmentId, lines } of steps) {
          const state = house.reservationOf(orderId);
          const available = (sku: string) => house.of(sku, 'available');
          if (act === 'reserve') house.apply(orderId, reserveStock(state, { orderId, lines }, available));
          else if (act === 'release') house.apply(orderId, releaseStock(state, orderId));
          else house.apply(orderId, dispatchStock(state, { orderId, shipmentId, lines }));
          for (const sku of skus) {
            const units = accounts.map((account) => house.of(sku, account));
            expect(Math.min(...units)).toBeGreaterThanOrEqual(0);
            expect(units.reduce((sum, n) => sum + n)).toBe(stock);
          }
        }
      }),
    );
  });
});
