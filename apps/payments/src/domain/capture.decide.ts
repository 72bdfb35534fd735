import type { PaymentsEvent } from '@windrose/contracts';
import { claimedAmount, shareOf, withMovement, type Share } from './movements';
import { isMovable, type KnownPayment, type MovablePayment, type Payment } from './payment';
import type { DropShare, RecordCapture, RecordCaptureRefusal, RequestCapture, RetryCapture } from './payment.commands';
import { CaptureNotRequested, known } from './payment.errors';
import { refundOfShipment } from './refund.decide';

type CaptureCommand = RequestCapture | RetryCapture | RecordCapture | RecordCaptureRefusal | DropShare;

/** Tries to take a share before its shipment is told that there will be none. With their waits they take about a minute. */
export const MOST_CAPTURE_ATTEMPTS = 8;

/** A shipment's share: taken before it leaves, given back when it won't arrive. */
export function decideCapture(command: CaptureCommand, payment: Payment): PaymentsEvent[] {
  switch (command.type) {
    case 'RequestCapture':
      return requestCapture(command, known(payment, command.type));
    case 'RetryCapture':
      return retryCapture(command, payment);
    case 'RecordCapture':
      return recordCapture(command, payment);
    case 'RecordCaptureRefusal':
      return recordRefusal(command, payment);
    case 'DropShare':
      return dropShare(command, payment);
    default:
      return command satisfies never;
  }
}

function requestCapture({ shipmentId, amount }: RequestCapture, payment: KnownPayment): PaymentsEvent[] {
  const { orderId, paymentId } = payment;
  const refuse = (code: string, message: string): PaymentsEvent[] => {
    const data = { orderId, paymentId, shipmentId, amount, attempt: 0, code, message, willRetry: false };
    return [{ type: 'PaymentCaptureFailed', data }];
  };

  const share = isMovable(payment) && shareOf(payment, shipmentId);
  if (share) return share.status === 'waived' ? refuse('shipment_dropped', 'The shipment was dropped before.') : [];
  switch (payment.status) {
    case 'authorized':
      break;
    case 'initiated':
    case 'action_required':
    case 'declined':
    case 'abandoned':
      return refuse('not_authorized', `The payment is ${payment.status}: there is nothing to capture from.`);
    case 'releasing':
    case 'voided':
      return refuse('authorization_released', 'What was held and not captured is given back.');
    default:
      return payment satisfies never;
  }
  if (amount.currency !== payment.amount.currency) {
    return refuse(
      'currency_mismatch',
      `The payment is in ${payment.amount.currency}, the share in ${amount.currency}.`,
    );
  }
  const unclaimed = payment.amount.amount - claimedAmount(payment);
  if (amount.amount > unclaimed) {
    return refuse('exceeds_authorized', `${amount.amount} was asked for, ${unclaimed} is left of what is authorised.`);
  }
  const data = { orderId, paymentId, shipmentId, amount };
  const asked = { type: 'PaymentCaptureRequested', data } as const;
  // What costs nothing is paid for: no provider takes an amount of 0.
  return amount.amount === 0 ? [asked, { type: 'PaymentCaptured', data }] : [asked];
}

function retryCapture({ shipmentId, attempt }: RetryCapture, payment: Payment): PaymentsEvent[] {
  const share = isMovable(payment) ? shareOf(payment, shipmentId) : undefined;
  // The order or the shipment may have ended while it waited.
  if (payment.status !== 'authorized' || share?.status !== 'refused' || attempt !== share.refusals + 1) return [];
  return [{ type: 'PaymentCaptureRequested', data: factsOf(payment, share) }];
}

function recordCapture({ shipmentId, captureId, type }: RecordCapture, payment: Payment): PaymentsEvent[] {
  const { movable, share } = requested(payment, type, shipmentId);
  const captured = { type: 'PaymentCaptured', data: { ...factsOf(movable, share), captureId } } as const;
  switch (share.status) {
    case 'captured':
      return [];
    case 'requested':
    case 'refused':
      return [captured];
    case 'unwanted':
    case 'failed':
    case 'waived':
      return [captured, ...refundOfShipment({ ...movable, ...withMovement(movable, captured) }, shipmentId)];
    default:
      return share.status satisfies never;
  }
}

function recordRefusal({ shipmentId, refusal, type }: RecordCaptureRefusal, payment: Payment): PaymentsEvent[] {
  const { movable, share } = requested(payment, type, shipmentId);
  const { attempt, code, message, isFinal } = refusal;
  const isAwaited = share.status === 'requested' || share.status === 'refused' || share.status === 'unwanted';
  // An answer to an earlier try than the one that is due was recorded before.
  if (!isAwaited || attempt !== share.refusals + 1) return [];
  const isWanted = movable.status === 'authorized' && share.status !== 'unwanted';
  const willRetry = isWanted && !isFinal && attempt < MOST_CAPTURE_ATTEMPTS;
  return [{ type: 'PaymentCaptureFailed', data: { ...factsOf(movable, share), attempt, code, message, willRetry } }];
}

function dropShare({ shipmentId, amount }: DropShare, payment: Payment): PaymentsEvent[] {
  if (!isMovable(payment)) return [];
  const share = shareOf(payment, shipmentId);
  const { orderId, paymentId } = payment;
  const waived: PaymentsEvent = {
    type: 'PaymentCaptureWaived',
    data: { orderId, paymentId, shipmentId, amount: share?.amount ?? amount },
  };
  // Once the rest is being released, no share can be claimed any more.
  if (!share) return payment.status === 'authorized' ? [waived] : [];
  switch (share.status) {
    case 'requested':
    case 'refused':
      return [waived];
    case 'captured':
      return refundOfShipment(payment, shipmentId);
    case 'unwanted':
    case 'failed':
    case 'waived':
      return [];
    default:
      return share.status satisfies never;
  }
}

function factsOf({ orderId, paymentId }: KnownPayment, { shipmentId, amount }: Share) {
  return { orderId, paymentId, shipmentId, amount };
}

function requested(payment: Payment, command: string, shipmentId: string): { movable: MovablePayment; share: Share } {
  const share = isMovable(payment) ? shareOf(payment, shipmentId) : undefined;
  if (!isMovable(payment) || !share) throw new CaptureNotRequested(command, shipmentId);
  return { movable: payment, share };
}
