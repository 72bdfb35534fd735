import type { OrdersEvent } from '@windrose/contracts';
import { given } from '@windrose/testing';
import { order } from './order';
import {
  cancellationRefused,
  cancellationRequested,
  confirmed,
  customerActionRequested,
  delivered,
  dispatched,
  dropped,
  mugs,
  orderCancelled,
  orderCompleted,
  orderExpired,
  orderInvalid,
  orderPlaced,
  orderRejected,
  paymentRequested,
  returned,
  tea,
} from './order.fixtures';
import { statusOf } from './order.status';

const oneMug = [{ sku: 'mug', quantity: 1 }];
const completed = [...confirmed, dispatched('s1'), delivered('s1'), orderCompleted];

describe('the status of an order', () => {
  it.each<[string, string | null, readonly OrdersEvent[]]>([
    ['pending', 'awaiting_stock', [orderPlaced]],
    ['pending', 'awaiting_payment', [orderPlaced, paymentRequested]],
    ['pending', 'awaiting_customer', [orderPlaced, paymentRequested, customerActionRequested]],
    ['confirmed', null, confirmed],
    ['confirmed', null, [...confirmed, dropped('s1', mugs)]],
    ['partially_shipped', null, [...confirmed, dispatched('s1', mugs)]],
    ['partially_shipped', null, [...confirmed, dispatched('s1', mugs), delivered('s1', mugs)]],
    ['partially_shipped', null, [...confirmed, dispatched('s1', oneMug), dispatched('s2', tea)]],
    ['shipped', null, [...confirmed, dispatched('s1', mugs), dispatched('s2', tea)]],
    ['shipped', null, [...confirmed, dispatched('s1', mugs), dispatched('s2', tea), delivered('s2', tea)]],
    ['delivered', null, [...confirmed, dispatched('s1'), delivered('s1')]],
    ['shipped', null, [...confirmed, dispatched('s1', mugs), dropped('s2', tea)]],
    ['confirmed', null, [...confirmed, dispatched('s1', mugs), dropped('s1', mugs)]],
    ['shipped', null, [...confirmed, dispatched('s1', mugs), dropped('s1', mugs), dispatched('s2', tea)]],
    ['cancelling', null, [...confirmed, cancellationRequested]],
    ['cancelling', null, [...confirmed, cancellationRequested, dispatched('s1')]],
    ['shipped', null, [...confirmed, cancellationRequested, dispatched('s1'), cancellationRefused]],
    ['cancelled', null, [...confirmed, cancellationRequested, orderCancelled()]],
    ['completed', null, completed],
    ['partially_returned', null, [...completed, returned('r1', oneMug)]],
    ['partially_returned', null, [...completed, returned('r1', oneMug), returned('r2', tea)]],
    ['returned', null, [...completed, returned('r1', oneMug), returned('r2', oneMug), returned('r3', tea)]],
    [
      'returned',
      null,
      [
        ...confirmed,
        dropped('s2', tea),
        dispatched('s1', mugs),
        delivered('s1', mugs),
        orderCompleted,
        returned('r1', mugs),
      ],
    ],
    ['expired', null, [orderPlaced, orderExpired('deadline', '')]],
    ['cancelled', null, [orderPlaced, orderCancelled()]],
    ['rejected', null, [orderInvalid]],
    ['rejected', null, [orderPlaced, orderRejected('out_of_stock', '')]],
    ['rejected', null, [orderPlaced, paymentRequested, orderRejected('payment_declined', '')]],
  ])('%s (%s)', (status, stage, facts) => {
    const { state } = given(order, ...facts);
    if (state.situation === 'unplaced') throw new Error('the facts place no order');
    expect(statusOf(state)).toEqual({ status, stage });
  });
});
