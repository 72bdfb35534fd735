import type { EventOf, OrdersEvents, ShippingEvents } from '@windrose/contracts';
import type { Reservation, ReservationEvent } from './reservation';
import {
  dispatchStock,
  loseShipment,
  releaseShipment,
  releaseStock,
  reserveStock,
  returnStock,
} from './reservation.decide';
import type { AvailableAt } from './stock';

/** What orders and shipping tell about an order. */
export type Heard = EventOf<
  Pick<OrdersEvents, 'OrderPlaced' | 'OrderRejected' | 'OrderExpired' | 'OrderCancelled'> &
    Pick<ShippingEvents, 'ShipmentDispatched' | 'ShipmentCancelled' | 'ShipmentFailed' | 'ReturnReceived'>
>;

/** The reservation's next events; none when what it hears changes nothing about it. */
export function answerTo(
  heard: Heard,
  reservation: Reservation,
  availableAt: AvailableAt,
): readonly ReservationEvent[] {
  switch (heard.type) {
    case 'OrderPlaced':
      return reserveStock(reservation, heard.data, availableAt);
    case 'OrderRejected':
    case 'OrderExpired':
      return releaseStock(reservation, heard.data.orderId);
    case 'OrderCancelled':
      // On request an order is cancelled only while nothing has left the house, so all that is held can be sold again.
      // One whose shipments have all failed is another matter: some of its units may be lost. Only shipping's events say
      // which, they may come later than this one, and each of them settles its own units.
      return heard.data.reason.code === 'shipment_failed' ? [] : releaseStock(reservation, heard.data.orderId);
    case 'ShipmentDispatched':
      return dispatchStock(reservation, heard.data);
    case 'ShipmentCancelled':
      return releaseShipment(reservation, heard.data);
    case 'ShipmentFailed':
      return heard.data.dispatched ? loseShipment(reservation, heard.data) : releaseShipment(reservation, heard.data);
    case 'ReturnReceived':
      return returnStock(reservation, heard.data);
    default:
      return heard satisfies never;
  }
}
