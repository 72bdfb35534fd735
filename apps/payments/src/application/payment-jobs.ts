import type { Money, RefundCause } from '@windrose/contracts';
import type { JobAdd } from '@windrose/event-log';

export const AUTHORIZE_PAYMENT = 'authorize-payment';
export const RECONCILE_PAYMENT = 'reconcile-payment';
export const CAPTURE_PAYMENT = 'capture-payment';
export const VOID_PAYMENT = 'void-payment';
export const REFUND_PAYMENT = 'refund-payment';

export interface AuthorizePaymentData {
  readonly paymentId: string;
  readonly amount: Money;
  readonly token: string;
}

/**
 * Why the provider is asked how an authorisation stands.
 * - `abandoned`: the order ended while the answer was outstanding.
 * - `awaits_customer`: the customer has to confirm; a notice of it may never come.
 * - `notice`: the provider says that there is something new.
 */
export interface ReconcilePaymentData {
  readonly paymentId: string;
  readonly because: 'abandoned' | 'awaits_customer' | 'notice';
}

export interface CapturePaymentData {
  readonly paymentId: string;
  readonly authorizationId: string;
  readonly shipmentId: string;
  readonly amount: Money;
  /** From 1; one more after each refusal. */
  readonly attempt: number;
}

export interface VoidPaymentData {
  readonly paymentId: string;
  readonly authorizationId: string;
  readonly attempt: number;
}

export interface RefundPaymentData {
  readonly paymentId: string;
  readonly authorizationId: string;
  readonly captureId: string | null;
  readonly cause: RefundCause;
  readonly shipmentId: string;
  readonly amount: Money;
  readonly attempt: number;
}

/** The token is kept nowhere else: once the job is done, this service has forgotten it. */
export function authorizeJob(orderId: string, data: AuthorizePaymentData): JobAdd {
  return { id: `${AUTHORIZE_PAYMENT}-${data.paymentId}`, kind: AUTHORIZE_PAYMENT, key: orderId, data };
}

/** @param noticeId of the notice that it is because of: a job that is there already may have asked too early for it */
export function reconcileJob(orderId: string, data: ReconcilePaymentData, noticeId?: string): JobAdd {
  const id = [RECONCILE_PAYMENT, data.paymentId, noticeId ?? data.because].join('-');
  return { id, kind: RECONCILE_PAYMENT, key: orderId, data };
}

export function captureJob(orderId: string, data: CapturePaymentData): JobAdd {
  const id = `${CAPTURE_PAYMENT}-${data.shipmentId}-${data.attempt}`;
  return { id, kind: CAPTURE_PAYMENT, key: orderId, data };
}

export function voidJob(orderId: string, data: VoidPaymentData, runInMs: number): JobAdd {
  return { id: `${VOID_PAYMENT}-${data.paymentId}-${data.attempt}`, kind: VOID_PAYMENT, key: orderId, runInMs, data };
}

export function refundJob(orderId: string, data: RefundPaymentData, runInMs: number): JobAdd {
  const id = `${REFUND_PAYMENT}-${data.cause.type}-${data.cause.id}-${data.shipmentId}-${data.attempt}`;
  return { id, kind: REFUND_PAYMENT, key: orderId, runInMs, data };
}
