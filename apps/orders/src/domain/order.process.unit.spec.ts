import type { OrdersEvent } from '@windrose/contracts';
import { given } from '@windrose/testing';
import { order, type Situation } from './order';
import {
  cancellationRefused,
  customerActionRequested,
  delivered,
  dispatched,
  dropped,
  orderCancelled,
  orderCompleted,
  orderConfirmed,
  orderExpired,
  orderPlaced,
  orderRejected,
  paymentId,
  paymentRequested,
  returned,
  shipmentFailed,
} from './order.fixtures';
import { orderProcess, proceed } from './order.process';
import { declinedMessage, lives, outOfStock, signals } from './order.process.fixtures';
import type { Signal } from './order.signals';

const ids = { paymentId };

const declined = orderRejected('payment_declined', `The payment was declined: ${declinedMessage}`);
const notConfirmed = orderExpired('deadline', 'The order was not confirmed in time.');
const notPaid = orderExpired('reservation_expired', 'The payment was not made while the stock was reserved.');
const notAnswered = orderExpired('payment_timeout', 'The payment was not answered in time.');

/** What is decided; every cell that is not named here decides nothing. */
const decisions: Readonly<Record<Situation, Readonly<Partial<Record<Signal['type'], readonly OrdersEvent[]>>>>> = {
  unplaced: {},
  invalid: {},
  awaiting_stock: {
    StockReserved: [paymentRequested],
    StockReservationRejected: [outOfStock],
    OrderDeadlinePassed: [notConfirmed],
  },
  awaiting_payment: {
    PaymentAuthorized: [orderConfirmed],
    PaymentDeclined: [declined],
    PaymentActionRequired: [customerActionRequested],
    OrderDeadlinePassed: [notConfirmed],
    ReservationTimedOut: [notPaid],
    PaymentTimedOut: [notAnswered],
  },
  awaiting_customer: {
    PaymentAuthorized: [orderConfirmed],
    PaymentDeclined: [declined],
    OrderDeadlinePassed: [notConfirmed],
    ReservationTimedOut: [notPaid],
  },
  fulfilling: {
    ShipmentDispatched: [dispatched('s1')],
    ShipmentDelivered: [dispatched('s1'), delivered('s1'), orderCompleted],
    ShipmentFailed: [dropped('s1'), shipmentFailed],
    ShipmentCancelled: [dropped('s1'), shipmentFailed],
    ReturnReceived: [returned('r1')],
  },
  cancelling: {
    ShipmentDispatched: [dispatched('s1')],
    ShipmentDelivered: [dispatched('s1'), delivered('s1')],
    ShipmentFailed: [dropped('s1')],
    ShipmentCancelled: [dropped('s1')],
    FulfilmentCancelled: [orderCancelled()],
    FulfilmentCancellationRefused: [cancellationRefused],
    ReturnReceived: [returned('r1')],
  },
  completed: { ReturnReceived: [returned('r1')] },
  rejected: {},
  expired: {},
  cancelled: {},
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
  it.each([
    ['awaiting_payment', 'PaymentAuthorized'],
    ['awaiting_payment', 'PaymentDeclined'],
    ['awaiting_payment', 'PaymentActionRequired'],
    ['awaiting_customer', 'PaymentAuthorized'],
    ['awaiting_customer', 'PaymentDeclined'],
  ] as const)('of another attempt change nothing: %s × %s', (situation, type) => {
    const signal = { type, data: { ...signals[type].data, paymentId: 'other' } } as Signal;
    given(order, ...lives[situation])
      .when((state) => proceed(state, signal, ids))
      .then();
  });

  it('ask the customer again where the way has changed', () => {
    const elsewhere = { type: 'redirect', url: 'https://bank.example/confirm/2' };
    const { data } = signals.PaymentActionRequired;
    given(order, ...lives.awaiting_customer)
      .when((state) => proceed(state, { type: 'PaymentActionRequired', data: { ...data, nextAction: elsewhere } }, ids))
      .then({
        type: 'CustomerActionRequested',
        data: { orderId: 'o1', customerId: 'c1', paymentId, nextAction: elsewhere },
      });
  });

  it('are confirmed with all units at the default location where inventory or an old event names none', () => {
    const { allocations: _, ...reserved } = signals.StockReserved.data;
    const requested = proceed(given(order, orderPlaced).state, { type: 'StockReserved', data: reserved }, ids);
    const { state } = given(order, orderPlaced, ...requested);
    expect(proceed(state, signals.PaymentAuthorized, ids)[0]?.data).toMatchObject({
      allocations: [
        { sku: 'mug', quantity: 2, location: 'main' },
        { sku: 'tea', quantity: 1, location: 'main' },
      ],
    });
  });
});
