import type { OrderStage, OrderStatus } from '@windrose/contracts';
import { completedStatus, fulfilmentStatus } from './fulfilment';
import type { KnownOrder } from './order';

export interface PublicStatus {
  readonly status: OrderStatus;
  /** What a pending order waits for. */
  readonly stage: OrderStage | null;
}

/** The status is never set by hand: it is what the facts amount to. */
export function statusOf(order: KnownOrder): PublicStatus {
  switch (order.situation) {
    case 'awaiting_stock':
    case 'awaiting_payment':
    case 'awaiting_customer':
      return { status: 'pending', stage: order.situation };
    case 'fulfilling':
      return { status: fulfilmentStatus(order), stage: null };
    case 'completed':
      return { status: completedStatus(order), stage: null };
    case 'invalid':
      return { status: 'rejected', stage: null };
    case 'cancelling':
    case 'rejected':
    case 'expired':
    case 'cancelled':
      return { status: order.situation, stage: null };
    default:
      return order satisfies never;
  }
}
