import type { OrdersEvent } from '@windrose/contracts';
import { given } from '@windrose/testing';
import { order, type Situation } from './order';
import { cancelOrder } from './order.cancel';
import {
  cancellationRefused,
  cancellationRequested,
  changedMind,
  confirmed,
  delivered,
  dispatched,
  dropped,
  mugs,
  orderCancelled,
  tea,
} from './order.fixtures';
import { lives } from './order.process.fixtures';

const command = { orderId: 'o1', reason: changedMind };

describe('cancelling an order', () => {
  it.each<Situation>(['awaiting_stock', 'awaiting_payment', 'awaiting_customer'])(
    'ends it at once: %s',
    (situation) => {
      given(order, ...lives[situation])
        .when((state) => cancelOrder(state, command))
        .then(orderCancelled());
    },
  );

  it('asks shipping once it is confirmed', () => {
    given(order, ...confirmed)
      .when((state) => cancelOrder(state, command))
      .then(cancellationRequested);
  });

  it('may be tried again after a refusal, as long as nothing was seen to leave', () => {
    given(order, ...confirmed, cancellationRequested, cancellationRefused)
      .when((state) => cancelOrder(state, command))
      .then(cancellationRequested);
  });

  it('is possible after a shipment was withdrawn before it left', () => {
    given(order, ...confirmed, dropped('s1', mugs))
      .when((state) => cancelOrder(state, command))
      .then(cancellationRequested);
  });

  it.each<Situation>(['cancelling', 'cancelled'])('changes nothing the second time: %s', (situation) => {
    given(order, ...lives[situation])
      .when((state) => cancelOrder(state, command))
      .then();
  });

  it.each<[string, readonly OrdersEvent[]]>([
    ['something has left', [...confirmed, dispatched('s1', mugs)]],
    ['something has arrived', [...confirmed, dispatched('s1', mugs), delivered('s1', mugs)]],
    ['something had left and was lost', [...confirmed, dispatched('s1', tea), dropped('s1', tea)]],
    ['all was delivered', lives.completed],
    ['it was rejected', lives.rejected],
    ['it expired', lives.expired],
  ])('is refused: %s', (_why, facts) => {
    given(order, ...facts)
      .when((state) => cancelOrder(state, command))
      .thenRefused('conflict');
  });

  it('needs an order', () => {
    given(order)
      .when((state) => cancelOrder(state, command))
      .thenRefused('not_found');
  });
});
