import fc from 'fast-check';
import { allocate } from './allocate';
import type { AvailableAt } from './stock';

type Stock = Record<string, Record<string, number>>;

/** `{ mug: { main: 2 } }`: two mugs at main. */
function at(stock: Stock): AvailableAt {
  return (sku) => new Map(Object.entries(stock[sku] ?? {}));
}

function allocated(lines: Record<string, number>, stock: Stock): string[] | string {
  const wanted = Object.entries(lines).map(([sku, quantity]) => ({ sku, quantity }));
  const allocation = allocate(wanted, at(stock));
  if (!allocation.possible) {
    return allocation.shortages.map(({ sku, requested, available }) => `${sku} ${available}/${requested}`).join(' ');
  }
  return allocation.allocations.map(({ sku, quantity, location }) => `${quantity} ${sku} @${location}`);
}

describe('the allocation of an order', () => {
  it('prefers the one location that has all of it', () => {
    const stock = { mug: { bergen: 5, main: 2 }, tea: { main: 1, porto: 9 } };
    expect(allocated({ mug: 2, tea: 1 }, stock)).toEqual(['2 mug @main', '1 tea @main']);
  });

  it('takes the first by name of several that have all of it', () => {
    expect(allocated({ mug: 1 }, { mug: { porto: 9, bergen: 1, main: 3 } })).toEqual(['1 mug @bergen']);
  });

  it('takes as few locations as possible', () => {
    const stock = { mug: { a: 1, c: 2 }, tea: { a: 1, d: 1 }, ink: { b: 1, d: 1 } };
    expect(allocated({ mug: 2, tea: 1, ink: 1 }, stock)).toEqual(['2 mug @c', '1 tea @d', '1 ink @d']);
  });

  it('spreads a line that no location has alone', () => {
    expect(allocated({ mug: 5 }, { mug: { a: 2, b: 4 } })).toEqual(['4 mug @b', '1 mug @a']);
  });

  it('names what all locations together have too little of', () => {
    expect(allocated({ mug: 4, tea: 1, ink: 1 }, { mug: { a: 1, b: 2 }, tea: { a: 1 } })).toBe('mug 3/4 ink 0/1');
  });

  const names = ['a', 'b', 'c', 'd', 'e'];
  const someStock = fc.dictionary(fc.constantFrom('mug', 'tea', 'ink'), amounts(names));
  const someLines = fc.dictionary(fc.constantFrom('mug', 'tea', 'ink'), fc.integer({ min: 1, max: 8 }), { minKeys: 1 });

  it('gives every line in full from what is there, from no more locations than need be', () => {
    fc.assert(
      fc.property(someLines, someStock, (lines, stock) => {
        const wanted = Object.entries(lines).map(([sku, quantity]) => ({ sku, quantity }));
        const allocation = allocate(wanted, at(stock));
        const serves = (set: readonly string[]) =>
          wanted.every(({ sku, quantity }) => quantity <= sum(set.map((name) => stock[sku]?.[name] ?? 0)));
        expect(allocation.possible).toBe(serves(names));
        if (!allocation.possible) return;
        for (const { sku, quantity } of wanted) {
          const parts = allocation.allocations.filter((part) => part.sku === sku);
          expect(sum(parts.map((part) => part.quantity))).toBe(quantity);
          for (const part of parts) expect(part.quantity).toBeLessThanOrEqual(stock[sku]![part.location]!);
        }
        const used = new Set(allocation.allocations.map(({ location }) => location)).size;
        const fewest = Math.min(...subsets(names).map((set) => (serves(set) ? set.length : Infinity)));
        expect(used).toBe(fewest);
      }),
    );
  });

  it('still answers when there are very many locations', () => {
    const many = Array.from({ length: 60 }, (_, i) => `w${String(i).padStart(2, '0')}`);
    const stock = { mug: Object.fromEntries(many.map((name) => [name, 1])) };
    expect(allocated({ mug: 40 }, stock)).toHaveLength(40);
  });
});

function amounts(names: readonly string[]) {
  return fc.dictionary(fc.constantFrom(...names), fc.nat(6));
}

function subsets(names: readonly string[]): string[][] {
  return names.reduce<string[][]>((sets, name) => [...sets, ...sets.map((set) => [...set, name])], [[]]);
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
