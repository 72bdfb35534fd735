import type { OrdersEvent } from '@windrose/contracts';
import type { Derivation } from '@windrose/event-log';
import type { OrderDeadlines } from './order-deadlines';
import { orderTimers } from './order-timers';

/** An order's deadlines follow from its events. */
export function ordersDerivation(limits: OrderDeadlines): Derivation {
  return { followUps: (event) => orderTimers(limits, event.key, [event as unknown as OrdersEvent]) };
}
