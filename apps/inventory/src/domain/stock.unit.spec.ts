import type { InventoryEvent } from '@windrose/contracts';
import { postingsOf, stockIn } from './stock';

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
      { type: 'ProductAdded', data: { sku: 'mug', name: 'Mug', price, active: true, stock: 5, location: 'porto' } },
      { 'mug available@porto': 5 },
    ],
    [
      { type: 'StockAdjusted', data: { sku: 'mug', delta: -3, reason: 'count', location: 'main' } },
      { 'mug available': -3 },
    ],
    [
      {
        type: 'StockReserved',
        data: {
          orderId: 'o',
          lines: [{ sku: 'mug', quantity: 3 }],
          allocations: [
            { sku: 'mug', quantity: 1, location: 'main' },
            { sku: 'mug', quantity: 2, location: 'porto' },
          ],
        },
      },
      { 'mug available': -1, 'mug reserved': 1, 'mug available@porto': -2, 'mug reserved@porto': 2 },
    ],
    [
      {
        type: 'StockDispatched',
        data: {
          orderId: 'o',
          shipmentId: 's',
          lines: [{ sku: 'mug', quantity: 3 }],
          allocations: [
            { sku: 'mug', quantity: 1, location: 'main' },
            { sku: 'mug', quantity: 2, location: 'porto' },
          ],
        },
      },
      { 'mug reserved': -1, 'mug reserved@porto': -2, 'mug sold': 3 },
    ],
    [
      {
        type: 'StockReturned',
        data: {
          orderId: 'o',
          returnId: 'r',
          lines,
          allocations: lines.map((line) => ({ ...line, location: 'porto' })),
        },
      },
      { 'mug sold': -2, 'mug available@porto': 2, 'tea sold': -1, 'tea available@porto': 1 },
    ],
    [
      { type: 'StockLost', data: { orderId: 'o', returnId: 'r', lines } },
      { 'mug sold': -2, 'tea sold': -1 },
    ],
    [{ type: 'LowStock', data: { sku: 'mug', available: 5, threshold: 5 } }, {}],
    [{ type: 'BackInStock', data: { sku: 'mug', available: 5 } }, {}],
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

it('adds up what several events do to one account', () => {
  const lines = [{ sku: 'mug', quantity: 2 }];
  expect(
    postingsOf(
      { type: 'StockDispatched', data: { orderId: 'o', shipmentId: 's', lines } },
      { type: 'StockLost', data: { orderId: 'o', shipmentId: 's', lines } },
    ),
  ).toEqual([{ owner: 'mug', account: 'reserved', delta: -2 }]);
});

it('shows a stock by location, without those that have nothing', () => {
  const amounts = {
    available: 5,
    reserved: 1,
    'available@porto': 2,
    'reserved@bergen': 3,
    'available@lima': 0,
    sold: 7,
  };
  expect(stockIn(amounts)).toEqual({
    available: 7,
    reserved: 4,
    sold: 7,
    locations: [
      { location: 'bergen', available: 0, reserved: 3 },
      { location: 'main', available: 5, reserved: 1 },
      { location: 'porto', available: 2, reserved: 0 },
    ],
  });
});
