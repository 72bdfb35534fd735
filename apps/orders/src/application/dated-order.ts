import type { OrdersEvent } from '@windrose/contracts';
import type { Decider } from '@windrose/event-log';
import { order, type KnownOrder } from '../domain/order';

/** An order with the times that a view of it shows (RFC 3339, UTC); null before anything is known of it. */
export type DatedOrder = {
  readonly order: KnownOrder;
  readonly placedAt: string;
  /** When its stock was reserved and its payment requested; null before. */
  readonly reservedAt: string | null;
  readonly updatedAt: string;
} | null;

/** The order's fold, together with when its events were recorded. */
export const datedOrder: Decider<DatedOrder, OrdersEvent> = {
  initialState: null,
  evolve(before, event, { recordedAt }) {
    const after = order.evolve(before?.order ?? order.initialState, event);
    if (after.situation === 'unplaced') return null;
    const reservedAt = event.type === 'PaymentRequested' ? recordedAt : (before?.reservedAt ?? null);
    return { order: after, placedAt: before?.placedAt ?? recordedAt, reservedAt, updatedAt: recordedAt };
  },
};
