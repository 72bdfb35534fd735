import fc from 'fast-check';
import { packByLocation } from './packing';
import { eur, packed } from './shipping.fixtures';

const line = (sku: string, quantity: number, price: number) => ({ sku, quantity, unitPrice: eur(price) });
const at = (sku: string, quantity: number, location: string) => ({ sku, quantity, location });

describe('packing', () => {
  it('makes one parcel of what is at one location, worth all of the total', () => {
    expect(
      packByLocation({
        lines: [line('mug', 2, 1000), line('tea', 1, 500)],
        total: eur(2500),
        allocations: [at('mug', 2, 'main'), at('tea', 1, 'main')],
      }),
    ).toEqual([packed('2 mug 2000', '1 tea 500')]);
  });

  it('makes a parcel for each location, by name, and shares what isn’t an item’s price by the items’ value', () => {
    expect(
      packByLocation({
        lines: [line('mug', 3, 1000), line('tea', 1, 1000)],
        total: eur(4003),
        allocations: [at('mug', 1, 'porto'), at('mug', 2, 'bergen'), at('tea', 1, 'porto')],
      }),
    ).toEqual([packed('2 mug @bergen 2002'), packed('1 mug @porto 1001', '1 tea @porto 1000')]);
  });

  it('counts lines of one sku together', () => {
    const lines = [line('mug', 1, 1000), line('mug', 2, 1000)];
    expect(packByLocation({ lines, total: eur(3000), allocations: [at('mug', 3, 'main')] })).toEqual([
      packed('3 mug 3000'),
    ]);
  });

  it('knows only the default location for old orders', () => {
    expect(packByLocation({ lines: [line('mug', 1, 1000)], total: eur(1000) })).toEqual([packed('1 mug 1000')]);
  });

  it('shares by the piece what is to be paid for gifts', () => {
    expect(
      packByLocation({
        lines: [line('mug', 3, 0), line('tea', 1, 0)],
        total: eur(400),
        allocations: [at('mug', 3, 'main'), at('tea', 1, 'porto')],
      }),
    ).toEqual([packed('3 mug 300'), packed('1 tea @porto 100')]);
  });

  const someLines = fc.uniqueArray(
    fc.record({
      sku: fc.constantFrom('mug', 'tea', 'ink'),
      at: fc.array(fc.constantFrom('bergen', 'main', 'porto'), { minLength: 1, maxLength: 9 }),
      price: fc.nat(100_000),
    }),
    { minLength: 1, selector: ({ sku }) => sku },
  );

  it('adds up to the order and its total, whatever is charged or discounted on top', () => {
    fc.assert(
      fc.property(someLines, fc.double({ min: 0, max: 2, noNaN: true }), (items, factor) => {
        const lines = items.map(({ sku, at: places, price }) => line(sku, places.length, price));
        const value = lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice.amount, 0);
        const total = Math.round(value * factor);
        const allocations = items.flatMap(({ sku, at: places }) =>
          [...new Set(places)].map((place) => at(sku, places.filter((one) => one === place).length, place)),
        );
        const parcels = packByLocation({ lines, total: eur(total), allocations });
        const contents = parcels.flat();
        expect(contents.reduce((sum, { amount }) => sum + amount.amount, 0)).toBe(total);
        expect(Math.min(...contents.map(({ amount }) => amount.amount))).toBeGreaterThanOrEqual(0);
        const places = contents.map(({ sku, quantity, location }) => at(sku, quantity, location));
        const byName = (a: object, b: object) => JSON.stringify(a).localeCompare(JSON.stringify(b));
        expect(places.sort(byName)).toEqual([...allocations].sort(byName));
        for (const parcel of parcels) expect(new Set(parcel.map(({ location }) => location)).size).toBe(1);
      }),
    );
  });
});
