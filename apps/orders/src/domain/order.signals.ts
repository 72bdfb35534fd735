import type { EventOf, InventoryEvents, PaymentsEvents, ShippingEvents } from '@windrose/contracts';

/** A time that was set for an order is over. */
interface TimeIsUp {
  readonly orderId: string;
}

/** The order's own timers. */
export interface Deadlines {
  /** From placed to confirmed. */
  OrderDeadlinePassed: TimeIsUp;
  /** From reserved to confirmed. */
  ReservationTimedOut: TimeIsUp;
  /** From the payment's request to its first answer. */
  PaymentTimedOut: TimeIsUp;
}

/** All that drives an order besides its customer: what the other services report, and its timers. */
export type Signals = Pick<InventoryEvents, 'StockReserved' | 'StockReservationRejected'> &
  Pick<PaymentsEvents, 'PaymentAuthorized' | 'PaymentDeclined' | 'PaymentActionRequired'> &
  Pick<
    ShippingEvents,
    | 'ShipmentDispatched'
    | 'ShipmentDelivered'
    | 'ShipmentFailed'
    | 'ShipmentCancelled'
    | 'FulfilmentCancelled'
    | 'FulfilmentCancellationRefused'
    | 'ReturnReceived'
  > &
  Deadlines;

export type Signal = EventOf<Signals>;
