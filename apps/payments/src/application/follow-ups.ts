import type { PaymentsEvent } from '@windrose/contracts';
import type { JobAdd, TimerSet } from '@windrose/event-log';
import { capturedAmount, isBeingCaptured, refundOf, shareOf } from '../domain/movements';
import { isMovable, type Payment, type ReleasingPayment } from '../domain/payment';
import { captureJob, reconcileJob, refundJob, voidJob } from './payment-jobs';
import { retryCaptureTimer } from './payment-timers';

/** What has to be asked of the provider, now or later, because of new facts. */
export interface FollowUps {
  readonly addJobs: readonly JobAdd[];
  readonly setTimers: readonly TimerSet[];
}

/** Milliseconds before what was refused is tried again: doubling from the first. */
const FIRST_WAIT_MS = 500;
const LONGEST_CAPTURE_WAIT_MS = 60_000;
/** Money that is to go back is asked for as long as it takes. */
const LONGEST_WAIT_MS = 3_600_000;

/** Every intent among the facts has its job. `before` and `after` are the payment's state around them. */
export function followUpsOf(before: Payment, events: readonly PaymentsEvent[], after: Payment): FollowUps {
  return {
    addJobs: [...reconciliations(before, after), ...release(before, after), ...movements(events, after)],
    setTimers: events.flatMap((event) => {
      if (event.type !== 'PaymentCaptureFailed' || !event.data.willRetry) return [];
      const { orderId, shipmentId, attempt } = event.data;
      return [
        retryCaptureTimer(orderId, { shipmentId, attempt: attempt + 1 }, waitMs(attempt, LONGEST_CAPTURE_WAIT_MS)),
      ];
    }),
  };
}

function reconciliations(before: Payment, after: Payment): JobAdd[] {
  if (after.status === before.status) return [];
  const ask = (because: 'abandoned' | 'awaits_customer') =>
    after.status === 'unknown' ? [] : [reconcileJob(after.orderId, { paymentId: after.paymentId, because })];
  if (after.status === 'abandoned') return ask('abandoned');
  return after.status === 'action_required' ? ask('awaits_customer') : [];
}

/** Not while something is being captured: what remains is known only then. */
function release(before: Payment, after: Payment): JobAdd[] {
  if (!isReadyToVoid(after)) return [];
  if (isReadyToVoid(before) && before.refusals === after.refusals) return [];
  const { orderId, paymentId, authorizationId, refusals } = after;
  return [voidJob(orderId, { paymentId, authorizationId, attempt: refusals + 1 }, waitMs(refusals, LONGEST_WAIT_MS))];
}

/** Between the last capture and the end of the release, which one append records, there is nothing left to ask for. */
function isReadyToVoid(payment: Payment): payment is ReleasingPayment {
  return payment.status === 'releasing' && !isBeingCaptured(payment) && capturedAmount(payment) < payment.amount.amount;
}

function movements(events: readonly PaymentsEvent[], after: Payment): JobAdd[] {
  if (!isMovable(after) || after.authorizationId === null) return [];
  const { orderId, paymentId, authorizationId } = after;
  return events.flatMap((event) => {
    if (event.type === 'PaymentCaptureRequested') {
      const { shipmentId, amount } = event.data;
      if (amount.amount === 0) return [];
      const attempt = (shareOf(after, shipmentId)?.refusals ?? 0) + 1;
      return [captureJob(orderId, { paymentId, authorizationId, shipmentId, amount, attempt })];
    }
    const isRefund =
      event.type === 'PaymentRefundRequested' || (event.type === 'PaymentRefundFailed' && event.data.willRetry);
    if (!isRefund) return [];
    const { cause, shipmentId, amount } = event.data;
    const refusals = refundOf(after, cause, shipmentId)?.refusals ?? 0;
    const captureId = shareOf(after, shipmentId)?.captureId ?? null;
    const data = { paymentId, authorizationId, captureId, cause, shipmentId, amount, attempt: refusals + 1 };
    return [refundJob(orderId, data, waitMs(refusals, LONGEST_WAIT_MS))];
  });
}

function waitMs(refusals: number, longestMs: number): number {
  return refusals === 0 ? 0 : Math.min(longestMs, FIRST_WAIT_MS * 2 ** Math.min(refusals - 1, 30));
}
