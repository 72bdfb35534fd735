import type { StockLine } from '@windrose/contracts';
import { given } from '@windrose/testing';
import { order } from './order';
import {
  cancellationRefused,
  cancellationRequested,
  changedMind,
  confirmed,
  delivered,
  dispatched,
  dropped,
  eur,
  lost,
  mugs,
  orderCancelled,
  orderCompleted,
  parties,
  paymentId,
  returned,
  shipmentFailed,
  tea,
} from './order.fixtures';
import { proceed } from './order.process';
import { signals } from './order.process.fixtures';
import type { Signal } from './order.signals';

const ids = { paymentId };

const left = (shipmentId: string, lines: readonly StockLine[]): Signal => ({
  type: 'ShipmentDispatched',
  data: { ...parties, shipmentId, lines },
});
const arrived = (shipmentId: string, lines: readonly StockLine[]): Signal => ({
  type: 'ShipmentDelivered',
  data: { ...parties, shipmentId, lines },
});
const failed = (shipmentId: string, lines: readonly StockLine[]): Signal => ({
  type: 'ShipmentFailed',
  data: { ...parties, shipmentId, lines, amount: eur(1), dispatched: true, reason: lost },
});
const withdrawn = (shipmentId: string, lines: readonly StockLine[]): Signal => ({
  type: 'ShipmentCancelled',
  data: { ...parties, shipmentId, lines, amount: eur(1), reason: lost },
});

describe('an order in several shipments', () => {
  it('is complete when the last one arrives', () => {
    given(order, ...confirmed, dispatched('s1', mugs), dispatched('s2', tea), delivered('s2', tea))
      .when((state) => proceed(state, arrived('s1', mugs), ids))
      .then(delivered('s1', mugs), orderCompleted);
  });

  it('is not while something is on its way', () => {
    given(order, ...confirmed, dispatched('s1', mugs), dispatched('s2', tea))
      .when((state) => proceed(state, arrived('s1', mugs), ids))
      .then(delivered('s1', mugs));
  });

  it('is not while something has not left', () => {
    given(order, ...confirmed, dispatched('s1', mugs))
      .when((state) => proceed(state, arrived('s1', mugs), ids))
      .then(delivered('s1', mugs));
  });

  it('is complete without what was dropped, whichever comes last', () => {
    given(order, ...confirmed, dispatched('s1', mugs), dropped('s2', tea))
      .when((state) => proceed(state, arrived('s1', mugs), ids))
      .then(delivered('s1', mugs), orderCompleted);
    given(order, ...confirmed, dispatched('s1', mugs), delivered('s1', mugs))
      .when((state) => proceed(state, withdrawn('s2', tea), ids))
      .then(dropped('s2', tea), orderCompleted);
  });

  it('is complete without a shipment that was lost on its way', () => {
    given(order, ...confirmed, dispatched('s1', mugs), dispatched('s2', tea), delivered('s1', mugs))
      .when((state) => proceed(state, failed('s2', tea), ids))
      .then(dropped('s2', tea), orderCompleted);
  });

  it('is cancelled when nothing is left to deliver', () => {
    given(order, ...confirmed, dispatched('s1', mugs), dropped('s1', mugs))
      .when((state) => proceed(state, withdrawn('s2', tea), ids))
      .then(dropped('s2', tea), shipmentFailed);
  });

  it.each([failed('s1', mugs), withdrawn('s1', mugs), left('s1', mugs), arrived('s1', mugs)])(
    'hears nothing new of a shipment that was dropped: $type',
    (signal) => {
      given(order, ...confirmed, dropped('s1', mugs))
        .when((state) => proceed(state, signal, ids))
        .then();
    },
  );

  it('keeps what was delivered: a shipment does not fail afterwards', () => {
    given(order, ...confirmed, dispatched('s1', mugs), delivered('s1', mugs))
      .when((state) => proceed(state, failed('s1', mugs), ids))
      .then();
  });

  it('takes parts back before the rest has arrived', () => {
    const { data } = signals.ReturnReceived;
    given(order, ...confirmed, dispatched('s1', mugs), delivered('s1', mugs))
      .when((state) => proceed(state, { type: 'ReturnReceived', data: { ...data, lines: mugs } }, ids))
      .then(returned('r1', mugs));
  });
});

describe('an order that is being cancelled', () => {
  const cancelling = [...confirmed, cancellationRequested];

  it('hears only once that its shipments are cancelled as it asked', () => {
    const { data } = signals.ShipmentCancelled;
    given(order, ...cancelling)
      .when((state) => proceed(state, { type: 'ShipmentCancelled', data: { ...data, reason: changedMind } }, ids))
      .then();
  });

  it('ends for the reason that it was cancelled for, whatever its shipments say', () => {
    given(order, ...cancelling, dropped('s1'))
      .when((state) => proceed(state, signals.FulfilmentCancelled, ids))
      .then(orderCancelled());
  });

  it('goes on with what happened meanwhile when a dispatch was faster', () => {
    given(
      order,
      ...cancelling,
      dispatched('s1', mugs),
      cancellationRefused,
      dispatched('s2', tea),
      delivered('s1', mugs),
    )
      .when((state) => proceed(state, arrived('s2', tea), ids))
      .then(delivered('s2', tea), orderCompleted);
  });

  it('is complete at once when all has been delivered meanwhile', () => {
    given(order, ...cancelling, dispatched('s1'), delivered('s1'))
      .when((state) => proceed(state, signals.FulfilmentCancellationRefused, ids))
      .then(cancellationRefused, orderCompleted);
  });

  it('is cancelled all the same when all was dropped meanwhile', () => {
    given(order, ...cancelling, dispatched('s1'), dropped('s1'))
      .when((state) => proceed(state, signals.FulfilmentCancellationRefused, ids))
      .then(cancellationRefused, shipmentFailed);
  });
});
