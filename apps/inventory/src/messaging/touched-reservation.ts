import { touches } from '@windrose/jetstream';
import { reservation } from '../domain/reservation';
import { reservationStream } from '../domain/streams';

/** For handlers of events about an order, whose key is the order's id. */
export const touchesReservation = touches(({ key }) => [{ decider: reservation, id: reservationStream(key).id }]);
