import { OrderBook } from '../load/order-book';
import { SCARCE } from '../load/shop';
import { outOfOrder, repeated } from './effects';
import { fairness } from './fairness';
import { moneyFlaws } from './money';
import { StockFold, type StockEvent } from './stock';
import { toldTwice } from './stock-notices';

describe('the money of an order that has ended', () => {
  const entry = (kind: 'authorize' | 'capture' | 'void' | 'refund', amount: number, authorizationId = 'a1') => ({
    kind,
    amount,
    authorizationId,
    reference: 'o1',
    currency: 'EUR',
  });

  it.each([
    ['delivered and charged', [entry('authorize', 500), entry('capture', 500)], 500],
    ['never delivered, released', [entry('authorize', 500), entry('void', 500)], 0],
    ['partly delivered, the rest released', [entry('authorize', 500), entry('capture', 200), entry('void', 300)], 200],
    ['lost on its way, given back', [entry('authorize', 500), entry('capture', 500), entry('refund', 500)], 0],
    ['declined', [], 0],
    [
      'authorised again after the first authorisation was released',
      [entry('authorize', 500), entry('void', 500), entry('authorize', 500, 'a2'), entry('capture', 500, 'a2')],
      500,
    ],
  ])('is right: %s', (_what, entries, delivered) => {
    expect(moneyFlaws('o1', entries, delivered)).toEqual([]);
  });

  it.each([
    [
      'authorised twice',
      [entry('authorize', 500), entry('capture', 500), entry('authorize', 500, 'a2')],
      500,
      ['order o1 has 2 authorisations that are not voided', 'order o1 has ended, but 500 is still held'],
    ],
    [
      'charged, never delivered',
      [entry('authorize', 500), entry('capture', 500)],
      0,
      ['order o1 was charged 500 for what is worth 0'],
    ],
    [
      'delivered for nothing',
      [entry('authorize', 500)],
      500,
      ['order o1 has ended, but 500 is still held', 'order o1 was charged 0 for what is worth 500'],
    ],
    ['delivered, nobody asked the provider', [], 500, ['order o1 was charged 0 for what is worth 500']],
  ])('is wrong: %s', (_what, entries, delivered, flaws) => {
    expect(moneyFlaws('o1', entries, delivered)).toEqual(flaws);
  });
});

describe('the fold of the inventory log', () => {
  const lines = [{ sku: 'x', quantity: 2 }];

  function folded(events: readonly Omit<StockEvent, 'position'>[]): StockFold {
    const fold = new StockFold();
    events.forEach((event, n) => fold.apply({ ...event, position: n + 1 }));
    return fold;
  }

  it('follows the units through the house', () => {
    const { stocks, violations } = folded([
      { type: 'ProductAdded', data: { sku: 'x', stock: 5 } },
      { type: 'StockReserved', data: { lines } },
      { type: 'StockReserved', data: { lines } },
      { type: 'StockReservationReleased', data: { lines } },
      { type: 'StockDispatched', data: { lines } },
      { type: 'StockAdjusted', data: { sku: 'x', delta: 3 } },
    ]);
    expect(stocks.get('x')).toEqual({ available: 6, reserved: 0, sold: 2 });
    expect(violations).toEqual([]);
  });

  it('finds the prefix in which something was below zero, although it is not at the end', () => {
    const { violations } = folded([
      { type: 'ProductAdded', data: { sku: 'x', stock: 3 } },
      { type: 'StockReserved', data: { lines } },
      { type: 'StockReserved', data: { lines } },
      { type: 'StockReservationReleased', data: { lines } },
    ]);
    expect(violations).toEqual(['x: available is -1 after event 3']);
  });
});

describe('the effects of source events', () => {
  const effect = (position: number, cause: number, recordedAt = `t${position}`) => ({
    position,
    cause,
    recordedAt,
    source: 'orders' as const,
    partition: 0,
    type: 'StockReserved',
    streamId: 's',
  });

  it('may be several at once, but not once more later', () => {
    expect(repeated([effect(1, 7, 't'), effect(2, 7, 't')])).toEqual([]);
    expect(repeated([effect(1, 7), effect(2, 8), effect(3, 7)])).toEqual([
      'orders 7 took effect at 1 (StockReserved) and again at 3 (StockReserved)',
    ]);
  });

  it('come in the order of their causes within a partition', () => {
    const other = { ...effect(3, 1), partition: 1 };
    expect(outOfOrder([effect(1, 7), effect(2, 9), other, effect(4, 9)])).toEqual([]);
    expect(outOfOrder([effect(1, 9), effect(2, 7)])).toEqual(['orders/0: 9 took effect at 1, 7 only after it at 2']);
  });
});

describe('a fair run', () => {
  function ordered(count: number, token = 'tok_ok', sku = 'x'): OrderBook {
    const book = new OrderBook();
    for (let n = 0; n < count; n++) {
      const wish = { key: `k${n}`, token, confirms: true, lines: [{ sku, quantity: 1 }] };
      book.acknowledge({ wish, id: `o${n}`, status: 201, tries: 1, askedAt: n, acknowledgedAt: n });
    }
    return book;
  }
  const completed = (...numbers: number[]) => new Map(numbers.map((n) => [`o${n}`, 'OrderCompleted']));

  it('completes most of the orders, and all that came after the last fault', () => {
    expect(fairness(ordered(10), completed(1, 2, 3, 4, 5, 6, 7, 8, 9), 8)).toEqual({ checked: 10, violations: [] });
    expect(fairness(ordered(10), completed(0, 1, 2, 3, 4, 5, 6, 7, 8), 8).violations).toEqual([
      'order o9 came after the last fault and ended with nothing',
    ]);
    expect(fairness(ordered(10), completed(5, 6, 7, 8, 9), 8).violations).toEqual([
      'only 5 of 10 orders were completed',
    ]);
  });

  it('is not one when nobody ordered after the last fault, and does not count what could not be completed', () => {
    expect(fairness(ordered(1), completed(0), 5).violations).toEqual(['nobody ordered anything after the last fault']);
    expect(fairness(ordered(10, 'tok_declined'), new Map(), 0).checked).toBe(0);
    expect(fairness(ordered(10, 'tok_ok', SCARCE), new Map(), 0).checked).toBe(0);
  });
});

describe('what is told of a stock', () => {
  const told = (...types: string[]): string[] =>
    toldTwice(types.map((type, n) => ({ position: n + 1, type, sku: 'x' })));

  it('may come and go', () => {
    expect(
      told('LowStock', 'SoldOut', 'BackInStock', 'SoldOut', 'BackInStock', 'StockReplenished', 'LowStock'),
    ).toEqual([]);
  });

  it('is wrong when it is told once more', () => {
    expect(told('LowStock', 'SoldOut', 'LowStock')).toEqual(['x: LowStock at 1, and again at 3']);
  });
});
