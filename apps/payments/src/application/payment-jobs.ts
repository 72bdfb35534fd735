import type { Money, PaymentsEvent } from '@windrose/contracts';
import type { JobAdd } from '@windrose/event-log';
import { isHeld, type Payment } from '../domain/payment';

export const AUTHORIZE_PAYMENT = 'authorize-payment';
export const CAPTURE_PAYMENT = 'capture-payment';

export interface AuthorizePaymentData {
  readonly paymentId: string;
  readonly amount: Money;
  readonly token: string;
}

export interface CapturePaymentData {
  readonly paymentId: string;
  readonly authorizationId: string;
  readonly shipmentId: string;
  readonly amount: Money;
  /** From 1; one more after each refusal. */
  readonly attempt: number;
}

/** Milliseconds before a refused capture is tried again: doubling from the first to the longest. */
const FIRST_CAPTURE_WAIT_MS = 500;
const LONGEST_CAPTURE_WAIT_MS = 60_000;

/** The token is kept nowhere else: once the job is done, this service has forgotten it. */
export function authorizeJob(orderId: string, data: AuthorizePaymentData): JobAdd {
  return { id: `${AUTHORIZE_PAYMENT}-${data.paymentId}`, kind: AUTHORIZE_PAYMENT, key: orderId, data };
}

/** What is to be asked of the provider because of these facts. `payment` is their state before. */
export function captureJobs(payment: Payment, events: readonly PaymentsEvent[]): JobAdd[] {
  if (!isHeld(payment)) return [];
  return events.flatMap((event) => {
    switch (event.type) {
      case 'PaymentCaptureRequested':
        return [captureJob(event.data, payment.authorizationId, 1, 0)];
      case 'PaymentCaptureFailed': {
        const { attempt, willRetry } = event.data;
        return willRetry ? [captureJob(event.data, payment.authorizationId, attempt + 1, captureWaitMs(attempt))] : [];
      }
      case 'PaymentInitiated':
      case 'PaymentAuthorized':
      case 'PaymentDeclined':
      case 'PaymentCaptured':
        return [];
      default:
        return event satisfies never;
    }
  });
}

interface Share {
  readonly orderId: string;
  readonly paymentId: string;
  readonly shipmentId: string;
  readonly amount: Money;
}

function captureJob(share: Share, authorizationId: string, attempt: number, runInMs: number): JobAdd {
  const { orderId, paymentId, shipmentId, amount } = share;
  const data: CapturePaymentData = { paymentId, authorizationId, shipmentId, amount, attempt };
  return { id: `${CAPTURE_PAYMENT}-${shipmentId}-${attempt}`, kind: CAPTURE_PAYMENT, key: orderId, runInMs, data };
}

function captureWaitMs(refusals: number): number {
  return Math.min(LONGEST_CAPTURE_WAIT_MS, FIRST_CAPTURE_WAIT_MS * 2 ** Math.min(refusals - 1, 20));
}
