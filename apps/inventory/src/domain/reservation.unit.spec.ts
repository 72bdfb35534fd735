import { given } from '@windrose/testing';
import { reservation, type ReservationEvent, type Situation } from './reservation';
import {
  dispatchStock,
  loseShipment,
  releaseShipment,
  releaseStock,
  reserveStock,
  returnStock,
} from './reservation.decide';
import {
  damaged,
  left,
  lost,
  orderId,
  rejected,
  released,
  reserved,
  returned,
  shipmentReleased,
  units,
} from './reservation.fixtures';
import type { AvailableAt } from './stock';

const all = ['3 mug', '1 tea'];
const { lines } = units(...all);
const shipment = (shipmentId: string, ...texts: string[]) => ({ orderId, shipmentId, ...units(...texts) });
const back = (returnId: string, condition: 'sound' | 'damaged', ...texts: string[]) => ({
  orderId,
  returnId,
  condition,
  lines: units(...texts).lines,
});

const atMain =
  (available: Record<string, number>): AvailableAt =>
  (sku) =>
    new Map([['main', available[sku] ?? 0]]);

/** A life that leads into each situation. */
const LIVES = {
  none: [],
  rejected: [rejected],
  held: [reserved(...all)],
  settled: [reserved(...all), released(...all)],
} satisfies Record<Situation, readonly ReservationEvent[]>;

it.each(Object.keys(LIVES) as Situation[])('a reservation can be %s', (situation) => {
  expect(given(reservation, ...LIVES[situation]).state.situation).toBe(situation);
});

describe('reserving', () => {
  const command = { orderId, lines };

  it('takes all lines when all are available', () => {
    given(reservation)
      .when((state) => reserveStock(state, command, atMain({ mug: 3, tea: 9 })))
      .then(reserved(...all));
  });

  it('takes no line when one is short, and says which', () => {
    given(reservation)
      .when((state) => reserveStock(state, command, atMain({ mug: 2, tea: 9 })))
      .then({
        type: 'StockReservationRejected',
        data: { orderId, code: 'out_of_stock', shortages: [{ sku: 'mug', requested: 3, available: 2 }] },
      });
  });

  it('counts lines of one sku together', () => {
    const twice = [...units('2 mug', '1 tea').lines, { sku: 'mug', quantity: 1 }];
    given(reservation)
      .when((state) => reserveStock(state, { orderId, lines: twice }, atMain({ mug: 3, tea: 1 })))
      .then(reserved(...all));
  });

  it('says where the units are', () => {
    const places: AvailableAt = (sku) => new Map(Object.entries(sku === 'mug' ? { bergen: 2, main: 1 } : { main: 1 }));
    given(reservation)
      .when((state) => reserveStock(state, command, places))
      .then(reserved('2 mug @bergen', '1 mug', '1 tea'));
  });

  it.each(['rejected', 'held', 'settled'] as const)('is answered once: %s', (situation) => {
    given(reservation, ...LIVES[situation])
      .when((state) => reserveStock(state, command, atMain({ mug: 99, tea: 99 })))
      .then();
  });
});

describe('releasing all', () => {
  it('gives back what is held', () => {
    given(reservation, reserved(...all))
      .when((state) => releaseStock(state, orderId))
      .then(released(...all));
  });

  it('gives back what has neither left nor been given back', () => {
    given(reservation, reserved('3 mug', '1 mug @porto', '1 tea'), left('s1', '2 mug'), shipmentReleased('s2', '1 tea'))
      .when((state) => releaseStock(state, orderId))
      .then(released('1 mug', '1 mug @porto'));
  });

  it('keeps an order that ended before anything was reserved from being reserved later', () => {
    given(reservation)
      .when((state) => releaseStock(state, orderId))
      .then(released());
    given(reservation, released())
      .when((state) => reserveStock(state, { orderId, lines }, atMain({ mug: 99, tea: 99 })))
      .then();
  });

  it.each(['rejected', 'settled'] as const)('gives nothing when it is %s', (situation) => {
    given(reservation, ...LIVES[situation])
      .when((state) => releaseStock(state, orderId))
      .then();
  });
});

describe('dispatching a shipment', () => {
  it('takes it out of what is held', () => {
    given(reservation, reserved(...all))
      .when((state) => dispatchStock(state, shipment('s1', ...all)))
      .then(left('s1', ...all));
  });

  it('takes it from where it is', () => {
    given(reservation, reserved('1 mug', '2 mug @porto'))
      .when((state) => dispatchStock(state, shipment('s1', '2 mug @porto')))
      .then(left('s1', '2 mug @porto'));
  });

  it('takes it from the default location when its events are older than locations', () => {
    const { allocations: _none, ...old } = shipment('s1', '3 mug');
    given(reservation, { type: 'StockReserved', data: { orderId, lines } })
      .when((state) => dispatchStock(state, old))
      .then(left('s1', '3 mug'));
  });

  it('takes one after the other, each once', () => {
    const facts = [reserved(...all), left('s1', '2 mug')];
    given(reservation, ...facts)
      .when((state) => dispatchStock(state, shipment('s2', '1 mug')))
      .then(left('s2', '1 mug'));
    given(reservation, ...facts)
      .when((state) => dispatchStock(state, shipment('s1', '1 mug')))
      .then();
  });

  it('takes no more than is held', () => {
    given(reservation, reserved(...all))
      .when((state) => dispatchStock(state, shipment('s1', '4 mug', '1 ink', '1 tea @porto')))
      .then(left('s1', '3 mug'));
  });

  it.each(['none', 'rejected', 'settled'] as const)('takes nothing when it is %s', (situation) => {
    given(reservation, ...LIVES[situation])
      .when((state) => dispatchStock(state, shipment('s1', ...all)))
      .then();
  });
});

describe('a shipment that does not leave', () => {
  it('gives its units back, and no others', () => {
    given(reservation, reserved(...all))
      .when((state) => releaseShipment(state, shipment('s1', '2 mug')))
      .then(shipmentReleased('s1', '2 mug'));
  });

  it.each([
    ['it gave them back', [reserved(...all), shipmentReleased('s1', '2 mug')]],
    ['it has left', [reserved(...all), left('s1', '2 mug')]],
    ['the whole order gave them back', LIVES.settled],
    ['nothing was reserved', LIVES.none],
    ['it was rejected', LIVES.rejected],
  ])('gives nothing back when %s', (_why, facts) => {
    given(reservation, ...facts)
      .when((state) => releaseShipment(state, shipment('s1', '2 mug')))
      .then();
  });
});

describe('a shipment that is lost on its way', () => {
  it('takes its units out of what is sold', () => {
    given(reservation, reserved(...all), left('s1', '2 mug'))
      .when((state) => loseShipment(state, shipment('s1', '2 mug')))
      .then(lost('s1', '2 mug'));
  });

  it('has left, even if nobody saw it', () => {
    given(reservation, reserved(...all))
      .when((state) => loseShipment(state, shipment('s1', '2 mug')))
      .then(left('s1', '2 mug'), lost('s1', '2 mug'));
  });

  it.each([
    ['it is lost already', [reserved(...all), left('s1', '2 mug'), lost('s1', '2 mug')]],
    ['it never left', [reserved(...all), shipmentReleased('s1', '2 mug')]],
    ['the whole order gave its units back', LIVES.settled],
    ['nothing was reserved', LIVES.none],
    ['it was rejected', LIVES.rejected],
  ])('takes nothing when %s', (_why, facts) => {
    given(reservation, ...facts)
      .when((state) => loseShipment(state, shipment('s1', '2 mug')))
      .then();
  });
});

describe('a return', () => {
  const sold = [reserved('2 mug @porto', '1 mug', '1 tea'), left('s1', '2 mug @porto'), left('s2', '1 mug', '1 tea')];

  it('that is sound is for sale again where it came from', () => {
    given(reservation, ...sold)
      .when((state) => returnStock(state, back('r1', 'sound', '3 mug')))
      .then(returned('r1', '2 mug @porto', '1 mug'));
  });

  it('that is damaged is lost', () => {
    given(reservation, ...sold)
      .when((state) => returnStock(state, back('r1', 'damaged', '1 tea')))
      .then(damaged('r1', '1 tea'));
  });

  it('brings each unit once', () => {
    given(reservation, ...sold, returned('r1', '2 mug @porto'), damaged('r2', '1 tea'))
      .when((state) => returnStock(state, back('r3', 'sound', '3 mug', '1 tea')))
      .then(returned('r3', '1 mug'));
  });

  it.each([
    ['it has been counted', [...sold, returned('r1', '1 mug @porto')]],
    ['it has been counted as damaged', [...sold, damaged('r1', '1 mug')]],
    ['nothing has left', [reserved(...all)]],
    ['what had left is lost', [reserved('1 mug'), left('s1', '1 mug'), lost('s1', '1 mug')]],
  ])('changes nothing when %s', (_why, facts) => {
    given(reservation, ...facts)
      .when((state) => returnStock(state, back('r1', 'sound', '1 mug')))
      .then();
  });
});
