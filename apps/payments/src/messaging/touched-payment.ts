import { touches } from '@windrose/jetstream';
import { paymentDecider } from '../domain/payment';
import { paymentStream } from '../domain/streams';

/** For handlers of events about an order, whose key is the order's id. */
export const touchesPayment = touches(({ key }) => [{ decider: paymentDecider, id: paymentStream(key).id }]);
