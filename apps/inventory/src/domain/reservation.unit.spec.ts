import { given } from '@windrose/testing';
import { reservation, type ReservationEvent } from './reservation';
import { dispatchStock, releaseStock, reserveStock } from './reservation.decide';

const orderId = 'o1';
const stock = (available: Record<string, number>) => (sku: string) => available[sku] ?? 0;

const reserved: ReservationEvent = {
  type: 'StockReserved',
  data: {
    orderId,
    lines: [
      { sku: 'mug', quantity: 3 },
      { sku: 'tea', quantity: 1 },
    ],
  },
};
const rejected: ReservationEvent = {
  type: 'StockReservationRejected',
  data: { orderId, code: 'out_of_stock', shortages: [] },
};
const released: ReservationEvent = {
  type: 'StockReservationReleased',
  data: { orderId, lines: [{ sku: 'mug', quantity: 3 }] },
};

function left(shipmentId: string, ...lines: { sku: string; quantity: number }[]): ReservationEvent {
  return { type: 'StockDispatched', data: { orderId, shipmentId, lines } };
}

describe('reserving', () => {
  const command = {
    orderId,
    lines: [
      { sku: 'mug', quantity: 3 },
      { sku: 'tea', quantity: 1 },
    ],
  };

  it('takes all lines when all are available', () => {
    given(reservation)
      .when((state) => reserveStock(state, command, stock({ mug: 3, tea: 9 })))
      .then(reserved);
  });

  it('takes no line when one is short, and says which', () => {
    given(reservation)
      .when((state) => reserveStock(state, command, stock({ mug: 2, tea: 9 })))
      .then({
        type: 'StockReservationRejected',
        data: { orderId, code: 'out_of_stock', shortages: [{ sku: 'mug', requested: 3, available: 2 }] },
      });
  });

  it('counts lines of one sku together', () => {
    const lines = [
      { sku: 'mug', quantity: 2 },
      { sku: 'tea', quantity: 1 },
      { sku: 'mug', quantity: 1 },
    ];
    given(reservation)
      .when((state) => reserveStock(state, { orderId, lines }, stock({ mug: 3, tea: 1 })))
      .then(reserved);
    given(reservation)
      .when((state) => reserveStock(state, { orderId, lines }, stock({ mug: 2, tea: 1 })))
      .then({
        type: 'StockReservationRejected',
        data: { orderId, code: 'out_of_stock', shortages: [{ sku: 'mug', requested: 3, available: 2 }] },
      });
  });

  it('finds nothing of a sku that has no stock', () => {
    given(reservation)
      .when((state) => reserveStock(state, { orderId, lines: [{ sku: 'ghost', quantity: 1 }] }, stock({})))
      .then({
        type: 'StockReservationRejected',
        data: { orderId, code: 'out_of_stock', shortages: [{ sku: 'ghost', requested: 1, available: 0 }] },
      });
  });

  it.each([
    ['held', [reserved]],
    ['rejected', [rejected]],
    ['released', [reserved, released]],
    ['dispatched', [reserved, left('s1', { sku: 'mug', quantity: 3 }, { sku: 'tea', quantity: 1 })]],
  ])('is answered once: %s', (_situation, facts) => {
    given(reservation, ...facts)
      .when((state) => reserveStock(state, command, stock({ mug: 99, tea: 99 })))
      .then();
  });
});

describe('releasing', () => {
  it('gives back all that is held', () => {
    given(reservation, reserved)
      .when((state) => releaseStock(state, orderId))
      .then({
        type: 'StockReservationReleased',
        data: {
          orderId,
          lines: [
            { sku: 'mug', quantity: 3 },
            { sku: 'tea', quantity: 1 },
          ],
        },
      });
  });

  it('gives back what has not left', () => {
    given(reservation, reserved, left('s1', { sku: 'mug', quantity: 2 }))
      .when((state) => releaseStock(state, orderId))
      .then({
        type: 'StockReservationReleased',
        data: {
          orderId,
          lines: [
            { sku: 'mug', quantity: 1 },
            { sku: 'tea', quantity: 1 },
          ],
        },
      });
  });

  it.each([
    ['nothing was reserved', []],
    ['it was rejected', [rejected]],
    ['it was released', [reserved, released]],
    ['all has left', [reserved, left('s1', { sku: 'mug', quantity: 3 }, { sku: 'tea', quantity: 1 })]],
  ])('gives nothing when %s', (_why, facts) => {
    given(reservation, ...facts)
      .when((state) => releaseStock(state, orderId))
      .then();
  });
});

describe('dispatching', () => {
  const all = [
    { sku: 'mug', quantity: 3 },
    { sku: 'tea', quantity: 1 },
  ];

  it('takes a shipment out of what is held', () => {
    given(reservation, reserved)
      .when((state) => dispatchStock(state, { orderId, shipmentId: 's1', lines: all }))
      .then(left('s1', ...all));
  });

  it('takes one shipment after the other', () => {
    given(reservation, reserved, left('s1', { sku: 'mug', quantity: 2 }))
      .when((state) => dispatchStock(state, { orderId, shipmentId: 's2', lines: [{ sku: 'mug', quantity: 1 }] }))
      .then(left('s2', { sku: 'mug', quantity: 1 }));
  });

  it('counts a shipment once', () => {
    given(reservation, reserved, left('s1', { sku: 'mug', quantity: 1 }))
      .when((state) => dispatchStock(state, { orderId, shipmentId: 's1', lines: [{ sku: 'mug', quantity: 1 }] }))
      .then();
  });

  it('takes no more than is held', () => {
    given(reservation, reserved)
      .when((state) =>
        dispatchStock(state, {
          orderId,
          shipmentId: 's1',
          lines: [
            { sku: 'mug', quantity: 4 },
            { sku: 'ink', quantity: 1 },
          ],
        }),
      )
      .then(left('s1', { sku: 'mug', quantity: 3 }));
  });

  it.each([
    ['nothing was reserved', []],
    ['it was rejected', [rejected]],
    ['it was released', [reserved, released]],
  ])('takes nothing when %s', (_why, facts) => {
    given(reservation, ...facts)
      .when((state) => dispatchStock(state, { orderId, shipmentId: 's1', lines: all }))
      .then();
  });
});
