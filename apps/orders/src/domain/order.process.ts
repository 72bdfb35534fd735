import type { EventOf, InventoryEvents, OrdersEvent, PaymentsEvents, ShippingEvents } from '@windrose/contracts';
import type { Order, OrderIn, Situation } from './order';
import {
  already,
  confirm,
  impossible,
  recordDelivery,
  recordDispatch,
  rejectDeclined,
  rejectOutOfStock,
  requestPayment,
  tooLate,
} from './order.process.answers';

type Signals = Pick<InventoryEvents, 'StockReserved' | 'StockReservationRejected'> &
  Pick<PaymentsEvents, 'PaymentAuthorized' | 'PaymentDeclined'> &
  Pick<ShippingEvents, 'ShipmentDispatched' | 'ShipmentDelivered'>;

/** What the other services report about an order. */
export type Signal = EventOf<Signals>;

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
    ShipmentDispatched: impossible,
    ShipmentDelivered: impossible,
  },
  awaiting_stock: {
    StockReserved: requestPayment,
    StockReservationRejected: rejectOutOfStock,
    PaymentAuthorized: impossible,
    PaymentDeclined: impossible,
    ShipmentDispatched: impossible,
    ShipmentDelivered: impossible,
  },
  awaiting_payment: {
    StockReserved: already,
    StockReservationRejected: impossible,
    PaymentAuthorized: confirm,
    PaymentDeclined: rejectDeclined,
    ShipmentDispatched: impossible,
    ShipmentDelivered: impossible,
  },
  fulfilling: {
    StockReserved: already,
    StockReservationRejected: impossible,
    PaymentAuthorized: already,
    PaymentDeclined: impossible,
    ShipmentDispatched: recordDispatch,
    ShipmentDelivered: recordDelivery,
  },
  completed: {
    StockReserved: already,
    StockReservationRejected: impossible,
    PaymentAuthorized: already,
    PaymentDeclined: impossible,
    ShipmentDispatched: already,
    ShipmentDelivered: already,
  },
  rejected: {
    StockReserved: tooLate,
    StockReservationRejected: already,
    PaymentAuthorized: tooLate,
    PaymentDeclined: already,
    ShipmentDispatched: impossible,
    ShipmentDelivered: impossible,
  },
};

/** The order's next events; none when the signal changes nothing. */
export function proceed(order: Order, signal: Signal, ids: NewIds): readonly OrdersEvent[] {
  // The table is typed cell by cell; that situation and signal belong together is true by the lookup itself.
  const answer = orderProcess[order.situation][signal.type] as Answer<Order, Signal['data']>;
  return answer(order, signal.data, ids);
}
