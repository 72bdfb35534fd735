import type { OrdersEvent } from '@windrose/contracts';
import { dropUnlessAsked, finishCancellation, resumeFulfilment } from './order.answers.cancellation';
import { expireOrder, expirePayment, expireReservation } from './order.answers.expiry';
import { dropLines, recordDelivery, recordDispatch, recordReturn } from './order.answers.fulfilment';
import { already, impossible, tooLate } from './order.answers.nothing';
import { askCustomer, confirm, rejectDeclined, rejectOutOfStock, requestPayment } from './order.answers.payment';
import type { Order, OrderIn, Situation } from './order';
import type { Signal, Signals } from './order.signals';

/** Ids that a decision may need; made outside, so that the decision stays a function of its input. */
export interface NewIds {
  readonly paymentId: string;
}

type Answer<O extends Order, Data> = (order: O, data: Data, ids: NewIds) => readonly OrdersEvent[];

/**
 * The whole process: what the order answers to every signal in every situation. The compiler asks for each cell.
 *
 * Signals follow from the order's own events, so most cells can't happen as long as every log keeps its order;
 * they still have their answer, because "can't happen" must not stop an order.
 */
export const orderProcess: {
  readonly [S in Situation]: { readonly [T in keyof Signals]: Answer<OrderIn<S>, Signals[T]> };
} = {
  unplaced: {
    StockReserved: impossible,
    StockReservationRejected: impossible,
    PaymentAuthorized: impossible,
    PaymentDeclined: impossible,
    PaymentActionRequired: impossible,
    ShipmentDispatched: impossible,
    ShipmentDelivered: impossible,
    ShipmentFailed: impossible,
    ShipmentCancelled: impossible,
    FulfilmentCancelled: impossible,
    FulfilmentCancellationRefused: impossible,
    ReturnReceived: impossible,
    OrderDeadlinePassed: impossible,
    ReservationTimedOut: impossible,
    PaymentTimedOut: impossible,
  },
  invalid: {
    StockReserved: impossible,
    StockReservationRejected: impossible,
    PaymentAuthorized: impossible,
    PaymentDeclined: impossible,
    PaymentActionRequired: impossible,
    ShipmentDispatched: impossible,
    ShipmentDelivered: impossible,
    ShipmentFailed: impossible,
    ShipmentCancelled: impossible,
    FulfilmentCancelled: impossible,
    FulfilmentCancellationRefused: impossible,
    ReturnReceived: impossible,
    OrderDeadlinePassed: impossible,
    ReservationTimedOut: impossible,
    PaymentTimedOut: impossible,
  },
  awaiting_stock: {
    StockReserved: requestPayment,
    StockReservationRejected: rejectOutOfStock,
    PaymentAuthorized: impossible,
    PaymentDeclined: impossible,
    PaymentActionRequired: impossible,
    ShipmentDispatched: impossible,
    ShipmentDelivered: impossible,
    ShipmentFailed: impossible,
    ShipmentCancelled: impossible,
    FulfilmentCancelled: impossible,
    FulfilmentCancellationRefused: impossible,
    ReturnReceived: impossible,
    OrderDeadlinePassed: expireOrder,
    ReservationTimedOut: impossible,
    PaymentTimedOut: impossible,
  },
  awaiting_payment: {
    StockReserved: already,
    StockReservationRejected: impossible,
    PaymentAuthorized: confirm,
    PaymentDeclined: rejectDeclined,
    PaymentActionRequired: askCustomer,
    ShipmentDispatched: impossible,
    ShipmentDelivered: impossible,
    ShipmentFailed: impossible,
    ShipmentCancelled: impossible,
    FulfilmentCancelled: impossible,
    FulfilmentCancellationRefused: impossible,
    ReturnReceived: impossible,
    OrderDeadlinePassed: expireOrder,
    ReservationTimedOut: expireReservation,
    PaymentTimedOut: expirePayment,
  },
  awaiting_customer: {
    StockReserved: already,
    StockReservationRejected: impossible,
    PaymentAuthorized: confirm,
    PaymentDeclined: rejectDeclined,
    PaymentActionRequired: askCustomer,
    ShipmentDispatched: impossible,
    ShipmentDelivered: impossible,
    ShipmentFailed: impossible,
    ShipmentCancelled: impossible,
    FulfilmentCancelled: impossible,
    FulfilmentCancellationRefused: impossible,
    ReturnReceived: impossible,
    OrderDeadlinePassed: expireOrder,
    ReservationTimedOut: expireReservation,
    PaymentTimedOut: tooLate,
  },
  fulfilling: {
    StockReserved: already,
    StockReservationRejected: impossible,
    PaymentAuthorized: already,
    PaymentDeclined: impossible,
    PaymentActionRequired: already,
    ShipmentDispatched: recordDispatch,
    ShipmentDelivered: recordDelivery,
    ShipmentFailed: dropLines,
    ShipmentCancelled: dropLines,
    FulfilmentCancelled: impossible,
    FulfilmentCancellationRefused: already,
    ReturnReceived: recordReturn,
    OrderDeadlinePassed: tooLate,
    ReservationTimedOut: tooLate,
    PaymentTimedOut: tooLate,
  },
  cancelling: {
    StockReserved: already,
    StockReservationRejected: impossible,
    PaymentAuthorized: already,
    PaymentDeclined: impossible,
    PaymentActionRequired: already,
    ShipmentDispatched: recordDispatch,
    ShipmentDelivered: recordDelivery,
    ShipmentFailed: dropLines,
    ShipmentCancelled: dropUnlessAsked,
    FulfilmentCancelled: finishCancellation,
    FulfilmentCancellationRefused: resumeFulfilment,
    ReturnReceived: recordReturn,
    OrderDeadlinePassed: tooLate,
    ReservationTimedOut: tooLate,
    PaymentTimedOut: tooLate,
  },
  completed: {
    StockReserved: already,
    StockReservationRejected: impossible,
    PaymentAuthorized: already,
    PaymentDeclined: impossible,
    PaymentActionRequired: already,
    ShipmentDispatched: already,
    ShipmentDelivered: already,
    ShipmentFailed: already,
    ShipmentCancelled: already,
    FulfilmentCancelled: impossible,
    FulfilmentCancellationRefused: already,
    ReturnReceived: recordReturn,
    OrderDeadlinePassed: tooLate,
    ReservationTimedOut: tooLate,
    PaymentTimedOut: tooLate,
  },
  rejected: {
    StockReserved: tooLate,
    StockReservationRejected: already,
    PaymentAuthorized: tooLate,
    PaymentDeclined: already,
    PaymentActionRequired: tooLate,
    ShipmentDispatched: impossible,
    ShipmentDelivered: impossible,
    ShipmentFailed: impossible,
    ShipmentCancelled: impossible,
    FulfilmentCancelled: impossible,
    FulfilmentCancellationRefused: impossible,
    ReturnReceived: impossible,
    OrderDeadlinePassed: tooLate,
    ReservationTimedOut: tooLate,
    PaymentTimedOut: tooLate,
  },
  expired: {
    StockReserved: tooLate,
    StockReservationRejected: tooLate,
    PaymentAuthorized: tooLate,
    PaymentDeclined: tooLate,
    PaymentActionRequired: tooLate,
    ShipmentDispatched: impossible,
    ShipmentDelivered: impossible,
    ShipmentFailed: impossible,
    ShipmentCancelled: impossible,
    FulfilmentCancelled: impossible,
    FulfilmentCancellationRefused: impossible,
    ReturnReceived: impossible,
    OrderDeadlinePassed: tooLate,
    ReservationTimedOut: tooLate,
    PaymentTimedOut: tooLate,
  },
  cancelled: {
    StockReserved: tooLate,
    StockReservationRejected: tooLate,
    PaymentAuthorized: tooLate,
    PaymentDeclined: tooLate,
    PaymentActionRequired: tooLate,
    ShipmentDispatched: impossible,
    ShipmentDelivered: impossible,
    ShipmentFailed: already,
    ShipmentCancelled: already,
    FulfilmentCancelled: already,
    FulfilmentCancellationRefused: impossible,
    ReturnReceived: impossible,
    OrderDeadlinePassed: tooLate,
    ReservationTimedOut: tooLate,
    PaymentTimedOut: tooLate,
  },
};

/** The order's next events; none when the signal changes nothing. */
export function proceed(order: Order, signal: Signal, ids: NewIds): readonly OrdersEvent[] {
  // The table is typed cell by cell; that situation and signal belong together is true by the lookup itself.
  const answer = orderProcess[order.situation][signal.type] as Answer<Order, Signal['data']>;
  return answer(order, signal.data, ids);
}
