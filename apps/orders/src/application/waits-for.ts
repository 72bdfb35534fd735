import type { OrderView, WaitsFor } from '@windrose/contracts';
import type { DatedOrder } from './dated-order';
import { microsecondsOf } from './microseconds';
import type { OrderDeadlines } from './order-deadlines';

/** What the order waits for, and until when at the latest. Its timers were set by the deadlines that held then. */
export function waitsFor(dated: NonNullable<DatedOrder>, limits: OrderDeadlines): OrderView['waitsFor'] {
  const { order, placedAt, reservedAt } = dated;
  const confirmed = later(placedAt, limits.confirmedMs);
  const reserved = later(reservedAt, limits.reservedMs);
  switch (order.situation) {
    case 'awaiting_stock':
      return until('stock', confirmed);
    case 'awaiting_payment':
      return until('payment', confirmed, reserved, later(reservedAt, limits.paymentMs));
    case 'awaiting_customer':
      return until('customer', confirmed, reserved);
    case 'fulfilling':
      return until('shipments');
    case 'cancelling':
      return until('cancellation');
    case 'invalid':
    case 'completed':
    case 'rejected':
    case 'expired':
    case 'cancelled':
      return null;
    default:
      return order satisfies never;
  }
}

/** The earliest of the times counts. */
function until(what: WaitsFor, ...times: readonly number[]): OrderView['waitsFor'] {
  const earliest = Math.min(...times);
  return { what, until: earliest === Infinity ? null : new Date(earliest).toISOString() };
}

function later(time: string | null, milliseconds: number): number {
  return time === null ? Infinity : Math.floor(microsecondsOf(time) / 1_000) + milliseconds;
}
