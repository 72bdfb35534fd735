import type { OrdersEvent } from '@windrose/contracts';
import type { Situation } from './order';
import {
  allocations,
  cancellationRequested,
  confirmed,
  customerActionRequested,
  delivered,
  dispatched,
  eur,
  lost,
  nextAction,
  orderCancelled,
  orderCompleted,
  orderExpired,
  orderInvalid,
  orderPlaced,
  orderRejected,
  parties,
  paymentId,
  paymentRequested,
  stockLines as lines,
} from './order.fixtures';
import type { Signal } from './order.signals';

/** A life that leads into each situation, and every signal about one and the same order. For tests only. */

const { orderId } = parties;
const shipment = { ...parties, shipmentId: 's1', lines };

export const declinedMessage = 'insufficient funds';
export const outOfStock = orderRejected('out_of_stock', 'Not enough in stock: mug.');

export const lives: Readonly<Record<Situation, readonly OrdersEvent[]>> = {
  unplaced: [],
  invalid: [orderInvalid],
  awaiting_stock: [orderPlaced],
  awaiting_payment: [orderPlaced, paymentRequested],
  awaiting_customer: [orderPlaced, paymentRequested, customerActionRequested],
  fulfilling: confirmed,
  cancelling: [...confirmed, cancellationRequested],
  completed: [...confirmed, dispatched('s1'), delivered('s1'), orderCompleted],
  rejected: [orderPlaced, outOfStock],
  expired: [orderPlaced, orderExpired('deadline', '')],
  cancelled: [orderPlaced, orderCancelled()],
};

export const signals: { readonly [T in Signal['type']]: Extract<Signal, { type: T }> } = {
  StockReserved: { type: 'StockReserved', data: { orderId, lines, allocations } },
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
  PaymentActionRequired: {
    type: 'PaymentActionRequired',
    data: { orderId, paymentId, authorizationId: 'a1', nextAction },
  },
  ShipmentDispatched: { type: 'ShipmentDispatched', data: shipment },
  ShipmentDelivered: { type: 'ShipmentDelivered', data: shipment },
  ShipmentFailed: {
    type: 'ShipmentFailed',
    data: { ...shipment, amount: eur(2900), dispatched: true, reason: lost },
  },
  ShipmentCancelled: { type: 'ShipmentCancelled', data: { ...shipment, amount: eur(2900), reason: lost } },
  FulfilmentCancelled: { type: 'FulfilmentCancelled', data: { orderId } },
  FulfilmentCancellationRefused: {
    type: 'FulfilmentCancellationRefused',
    data: { orderId, message: 'A shipment is on its way.' },
  },
  ReturnReceived: {
    type: 'ReturnReceived',
    data: { ...parties, returnId: 'r1', lines, amount: eur(2900), condition: 'sound' },
  },
  OrderDeadlinePassed: { type: 'OrderDeadlinePassed', data: { orderId } },
  ReservationTimedOut: { type: 'ReservationTimedOut', data: { orderId } },
  PaymentTimedOut: { type: 'PaymentTimedOut', data: { orderId } },
};
