import { touches } from '@windrose/jetstream';
import { order } from '../domain/order';
import { orderStream } from '../domain/streams';

/** For handlers of events about an order, whose key is the order's id. */
export const touchesOrder = touches(({ key }) => [{ decider: order, id: orderStream(key).id }]);
