import type { OrdersEvent } from '@windrose/contracts';
import type { DecidedUnit, TimerSet } from '@windrose/event-log';
import type { Deadlines } from '../domain/order.signals';
import type { OrderDeadlines } from './order-deadlines';

export const ORDER_EXPIRY = 'order.expiry';

/** Which of the order's deadlines a timer stands for. */
export interface ExpiryTimerData {
  readonly signal: keyof Deadlines;
}

/** The timers that these events set and clear, for the append that writes them. */
export function orderTimers(
  limits: OrderDeadlines,
  orderId: string,
  events: readonly OrdersEvent[],
): Pick<DecidedUnit, 'setTimers' | 'clearTimers'> {
  const setTimers: TimerSet[] = [];
  const clearTimers: string[] = [];
  for (const event of events) {
    switch (event.type) {
      case 'OrderPlaced':
        setTimers.push(timer(orderId, 'OrderDeadlinePassed', limits.confirmedMs));
        break;
      case 'PaymentRequested':
        setTimers.push(timer(orderId, 'ReservationTimedOut', limits.reservedMs));
        setTimers.push(timer(orderId, 'PaymentTimedOut', limits.paymentMs));
        break;
      case 'CustomerActionRequested':
        clearTimers.push(timerId(orderId, 'PaymentTimedOut'));
        break;
      case 'OrderRejected':
      case 'OrderExpired':
      case 'OrderConfirmed':
      case 'OrderCancelled':
        clearTimers.push(
          timerId(orderId, 'OrderDeadlinePassed'),
          timerId(orderId, 'ReservationTimedOut'),
          timerId(orderId, 'PaymentTimedOut'),
        );
        break;
      case 'OrderCancellationRequested':
      case 'OrderCancellationRefused':
      case 'OrderLinesDispatched':
      case 'OrderLinesDelivered':
      case 'OrderLinesDropped':
      case 'OrderLinesReturned':
      case 'OrderCompleted':
        break;
      default:
        event satisfies never;
    }
  }
  return { setTimers, clearTimers };
}

function timer(orderId: string, signal: keyof Deadlines, dueInMs: number): TimerSet {
  const data: ExpiryTimerData = { signal };
  return { id: timerId(orderId, signal), kind: ORDER_EXPIRY, key: orderId, dueInMs, data };
}

function timerId(orderId: string, signal: keyof Deadlines): string {
  return `${signal}-${orderId}`;
}
