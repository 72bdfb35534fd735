import type { OrdersEvent } from '@windrose/contracts';
import { given } from '@windrose/testing';
import { order, type Situation } from './order';
import {
  delivered,
  dispatched,
  eur,
  orderCompleted,
  orderConfirmed,
  orderPlaced,
  orderRejected,
  paymentId,
  paymentRequested,
  stockLines,
} from './order.fixtures';
import { orderProcess, proceed, type Signal } from './order.process';

const orderId = 'o1';
const customerId = 'c1';
const lines = stockLines;
const ids = { paymentId };
const declinedMessage = 'insufficient funds';

const signals: { readonly [T in Signal['type']]: Extract<Signal, { type: T }> } = {
  StockReserved: { type: 'StockReserved', data: { orderId, lines } },
  StockReservationRejected: {
    type: 'StockReservationRejected',
    data: { orderId, code: 'out_of_stock', shortages: [{ sku: 'mug', requested: 2, available: 1 }] },
  },
  PaymentAuthorized: {
    type: 'PaymentAuthorized',
    data: { orderId, paymentId, authorizationId: 'a1', amount: eur(2900) },
  },
  PaymentDeclined: {
    type: 'PaymentDeclined',
    data: { orderId, paymentId, code: 'declined', message: declinedMessage },
  },
  ShipmentDispatched: { type: 'ShipmentDispatched', data: { orderId, shipmentId: 's1', customerId, lines } },
  ShipmentDelivered: { type: 'ShipmentDelivered', data: { orderId, shipmentId: 's1', customerId, lines } },
};

const confirmed = [orderPlaced, paymentRequested, orderConfirmed];
const outOfStock = orderRejected('out_of_stock', 'Not enough in stock: mug.');
const declined = orderRejected('payment_declined', `The payment was declined: ${declinedMessage}`);

/** A life that leads into each situation. */
const lives: Readonly<Record<Situation, readonly OrdersEvent[]>> = {
  unplaced: [],
  awaiting_stock: [orderPlaced],
  awaiting_payment: [orderPlaced, paymentRequested],
  fulfilling: confirmed,
  completed: [...confirmed, dispatched('s1'), delivered('s1'), orderCompleted],
  rejected: [orderPlaced, outOfStock],
};

/** What is decided; every cell that is not named here decides nothing. */
const decisions: Readonly<Record<Situation, Readonly<Partial<Record<Signal['type'], readonly OrdersEvent[]>>>>> = {
  unplaced: {},
  awaiting_stock: { StockReserved: [paymentRequested], StockReservationRejected: [outOfStock] },
  awaiting_payment: { PaymentAuthorized: [orderConfirmed], PaymentDeclined: [declined] },
  fulfilling: {
    ShipmentDispatched: [dispatched('s1')],
    ShipmentDelivered: [dispatched('s1'), delivered('s1'), orderCompleted],
  },
  completed: {},
  rejected: {},
};

const situations = Object.keys(lives) as Situation[];
const cells = situations.flatMap((situation) =>
  Object.values(signals).map((signal) => [situation, signal.type, signal] as const),
);

describe('the order process', () => {
  it('has an answer for every signal in every situation', () => {
    expect(Object.keys(orderProcess).sort()).toEqual([...situations].sort());
    for (const row of Object.values(orderProcess)) expect(Object.keys(row).sort()).toEqual(Object.keys(signals).sort());
  });

  it.each(cells)('%s × %s', (situation, type, signal) => {
    const facts = given(order, ...lives[situation]);
    expect(facts.state.situation).toBe(situation);
    facts.when((state) => proceed(state, signal, ids)).then(...(decisions[situation][type] ?? []));
  });

  it.each(cells)('%s × %s, twice, decides no more than once', (situation, _type, signal) => {
    const first = proceed(given(order, ...lives[situation]).state, signal, ids);
    given(order, ...lives[situation], ...first)
      .when((state) => proceed(state, signal, ids))
      .then();
  });
});

describe('payments', () => {
  it.each(['PaymentAuthorized', 'PaymentDeclined'] as const)('%s of another payment changes nothing', (type) => {
    const signal = { type, data: { ...signals[type].data, paymentId: 'other' } } as Signal;
    given(order, ...lives.awaiting_payment)
      .when((state) => proceed(state, signal, ids))
      .then();
  });
});

describe('shipments', () => {
  const mugs = [{ sku: 'mug', quantity: 2 }];
  const tea = [{ sku: 'tea', quantity: 1 }];
  const arrived = (shipmentId: string, some: typeof lines): Signal => ({
    type: 'ShipmentDelivered',
    data: { orderId, shipmentId, customerId, lines: some },
  });

  it('complete the order when the last one arrives', () => {
    given(order, ...confirmed, dispatched('s1', mugs), dispatched('s2', tea), delivered('s2', tea))
      .when((state) => proceed(state, arrived('s1', mugs), ids))
      .then(delivered('s1', mugs), orderCompleted);
  });

  it('do not complete it while something is on its way', () => {
    given(order, ...confirmed, dispatched('s1', mugs), dispatched('s2', tea))
      .when((state) => proceed(state, arrived('s1', mugs), ids))
      .then(delivered('s1', mugs));
  });

  it('do not complete it while something has not left', () => {
    given(order, ...confirmed, dispatched('s1', mugs))
      .when((state) => proceed(state, arrived('s1', mugs), ids))
      .then(delivered('s1', mugs));
  });
});
