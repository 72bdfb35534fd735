import type { Money, PaymentsEvent, RefundCause } from '@windrose/contracts';

/**
 * One shipment's share of a payment.
 * - `requested`: the provider is being asked to take it; whether it did is unknown.
 * - `unwanted`: as `requested`, but its shipment was dropped meanwhile: once taken, it goes back.
 * - `refused`: the provider said no, and will be asked again.
 * - `captured`: taken. What of it went back is in the refunds.
 * - `failed`: it will not be taken: the last try was refused, or there was nothing to take it from.
 * - `waived`: nobody wants it any more, and nobody is being asked for it.
 */
export interface Share {
  readonly shipmentId: string;
  readonly amount: Money;
  readonly status: 'requested' | 'unwanted' | 'refused' | 'captured' | 'failed' | 'waived';
  /** How often the provider has refused it. The next try is number `refusals + 1`. */
  readonly refusals: number;
  /** The provider's name for the capture, where it gave one. */
  readonly captureId?: string;
}

/** Money on its way back to the customer, out of one share. */
export interface Refund {
  readonly cause: RefundCause;
  readonly shipmentId: string;
  readonly amount: Money;
  readonly status: 'requested' | 'refunded' | 'failed';
  readonly refusals: number;
}

/** What was done with the money that the provider holds or held. */
export interface Movements {
  readonly shares: readonly Share[];
  readonly refunds: readonly Refund[];
}

type MovementEvent = Extract<PaymentsEvent, { type: `PaymentCapture${string}` | `PaymentRefund${string}` }>;

export const noMovements: Movements = { shares: [], refunds: [] };

export function shareOf({ shares }: Movements, shipmentId: string): Share | undefined {
  return shares.find((share) => share.shipmentId === shipmentId);
}

export function refundOf({ refunds }: Movements, cause: RefundCause, shipmentId: string): Refund | undefined {
  return refunds.find((refund) => refund.shipmentId === shipmentId && isSameCause(refund.cause, cause));
}

export function isSameCause(one: RefundCause, other: RefundCause): boolean {
  return one.type === other.type && one.id === other.id;
}

/** Whether the provider may be taking some of the money at this moment. */
export function isBeingCaptured({ shares }: Movements): boolean {
  return shares.some(({ status }) => status === 'requested' || status === 'unwanted');
}

/** What the provider has taken, in minor units, whether or not some of it went back. */
export function capturedAmount({ shares }: Movements): number {
  return sum(shares.filter(({ status }) => status === 'captured'));
}

/** What shipments have a claim on: taken, being taken, or to be tried again. */
export function claimedAmount({ shares }: Movements): number {
  return sum(shares.filter(({ status }) => status !== 'failed' && status !== 'waived'));
}

/** What has gone back, in minor units. */
export function refundedAmount({ refunds }: Movements): number {
  return sum(refunds.filter(({ status }) => status === 'refunded'));
}

/** What of a share was taken and is not going back yet, in minor units. */
export function refundableAmount({ refunds }: Movements, { status, shipmentId, amount }: Share): number {
  if (status !== 'captured') return 0;
  return (
    amount.amount - sum(refunds.filter((refund) => refund.shipmentId === shipmentId && refund.status !== 'failed'))
  );
}

/** The movements after a fact about one of them. */
export function withMovement({ shares, refunds }: Movements, event: MovementEvent): Movements {
  switch (event.type) {
    case 'PaymentCaptureRequested':
      return { refunds, shares: put(shares, { ...shareFacts(event.data), status: 'requested' }) };
    case 'PaymentCaptured': {
      const { captureId } = event.data;
      return { refunds, shares: put(shares, { ...shareFacts(event.data), status: 'captured', captureId }) };
    }
    case 'PaymentCaptureFailed': {
      const { attempt, willRetry } = event.data;
      const status = willRetry ? 'refused' : 'failed';
      return { refunds, shares: put(shares, { ...shareFacts(event.data), status, refusals: attempt }) };
    }
    case 'PaymentCaptureWaived': {
      const isAsked = shareOf({ shares, refunds }, event.data.shipmentId)?.status === 'requested';
      return {
        refunds,
        shares: put(shares, { ...shareFacts(event.data), status: isAsked ? 'unwanted' : 'waived' }),
      };
    }
    case 'PaymentRefundRequested': {
      const { cause, shipmentId, amount } = event.data;
      return { shares, refunds: [...refunds, { cause, shipmentId, amount, status: 'requested', refusals: 0 }] };
    }
    case 'PaymentRefunded':
      return { shares, refunds: change(refunds, event.data, { status: 'refunded' }) };
    case 'PaymentRefundFailed': {
      const { attempt: refusals, willRetry } = event.data;
      return {
        shares,
        refunds: change(refunds, event.data, { status: willRetry ? 'requested' : 'failed', refusals }),
      };
    }
    default:
      return event satisfies never;
  }
}

function shareFacts({ shipmentId, amount }: Pick<Share, 'shipmentId' | 'amount'>) {
  return { shipmentId, amount };
}

/** The share with this change; a new one when the shipment had none. */
function put(shares: readonly Share[], changed: Omit<Share, 'refusals'> & Partial<Share>): readonly Share[] {
  const isSame = ({ shipmentId }: Share): boolean => shipmentId === changed.shipmentId;
  if (!shares.some(isSame)) return [...shares, { refusals: 0, ...changed }];
  return shares.map((share) => (isSame(share) ? { ...share, ...changed } : share));
}

function change(
  refunds: readonly Refund[],
  which: Pick<Refund, 'cause' | 'shipmentId'>,
  changed: Partial<Refund>,
): readonly Refund[] {
  return refunds.map((refund) =>
    refund.shipmentId === which.shipmentId && isSameCause(refund.cause, which.cause)
      ? { ...refund, ...changed }
      : refund,
  );
}

function sum(parts: readonly { readonly amount: Money }[]): number {
  return parts.reduce((total, { amount }) => total + amount.amount, 0);
}
