import type { OrdersEvent } from '@windrose/contracts';
import { given } from '@windrose/testing';
import { order } from './order';
import {
  delivered,
  dispatched,
  orderCompleted,
  orderConfirmed,
  orderPlaced,
  orderRejected,
  paymentRequested,
} from './order.fixtures';
import { statusOf } from './order.status';

const confirmed = [orderPlaced, paymentRequested, orderConfirmed];
const mugs = [{ sku: 'mug', quantity: 2 }];
const oneMug = [{ sku: 'mug', quantity: 1 }];
const tea = [{ sku: 'tea', quantity: 1 }];

describe('the status of an order', () => {
  it.each<[string, string | null, readonly OrdersEvent[]]>([
    ['pending', 'awaiting_stock', [orderPlaced]],
    ['pending', 'awaiting_payment', [orderPlaced, paymentRequested]],
    ['confirmed', null, confirmed],
    ['partially_shipped', null, [...confirmed, dispatched('s1', mugs)]],
    ['partially_shipped', null, [...confirmed, dispatched('s1', mugs), delivered('s1', mugs)]],
    ['partially_shipped', null, [...confirmed, dispatched('s1', oneMug), dispatched('s2', tea)]],
    ['shipped', null, [...confirmed, dispatched('s1', mugs), dispatched('s2', tea)]],
    ['shipped', null, [...confirmed, dispatched('s1', mugs), dispatched('s2', tea), delivered('s2', tea)]],
    ['delivered', null, [...confirmed, dispatched('s1'), delivered('s1')]],
    ['completed', null, [...confirmed, dispatched('s1'), delivered('s1'), orderCompleted]],
    ['rejected', null, [orderPlaced, orderRejected('out_of_stock', '')]],
    ['rejected', null, [orderPlaced, paymentRequested, orderRejected('payment_declined', '')]],
  ])('%s (%s)', (status, stage, facts) => {
    const { state } = given(order, ...facts);
    if (state.situation === 'unplaced') throw new Error('the facts place no order');
    expect(statusOf(state)).toEqual({ status, stage });
  });
});
