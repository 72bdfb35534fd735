import type { PaymentsEvent } from '@windrose/contracts';
import { decideAuthorization } from './authorization.decide';
import { decideCapture } from './capture.decide';
import { capturedAmount, isBeingCaptured } from './movements';
import { evolve, type Payment } from './payment';
import type { PaymentCommand } from './payment.commands';
import { decideRefund } from './refund.decide';
import { decideRelease } from './release.decide';

/**
 * What a command changes about a payment. A command that comes a second time, or too late to matter, changes nothing:
 * the answer is an empty list. Answers of the provider that come late are facts all the same: what it holds or has taken
 * against the order's end is given back. Only what can't happen at all is an error: somebody has to look.
 */
export function decide(command: PaymentCommand, payment: Payment): PaymentsEvent[] {
  const events = decideOn(command, payment);
  return [...events, ...endOfRelease(after(payment, events))];
}

/** The payment once these facts are recorded. */
export function after(payment: Payment, events: readonly PaymentsEvent[]): Payment {
  const now = { recordedAt: new Date(0).toISOString() };
  return events.reduce((folded, event) => evolve(folded, event, now), payment);
}

function decideOn(command: PaymentCommand, payment: Payment): PaymentsEvent[] {
  switch (command.type) {
    case 'InitiatePayment':
    case 'RecordAuthorization':
    case 'RecordActionRequired':
    case 'RecordDecline':
    case 'RecordAbsence':
      return decideAuthorization(command, payment);
    case 'ReleaseRemainder':
    case 'RecordRelease':
    case 'RecordVoidRefusal':
      return decideRelease(command, payment);
    case 'RequestCapture':
    case 'RetryCapture':
    case 'RecordCapture':
    case 'RecordCaptureRefusal':
    case 'DropShare':
      return decideCapture(command, payment);
    case 'RefundReturn':
    case 'RecordRefund':
    case 'RecordRefundRefusal':
      return decideRefund(command, payment);
    default:
      return command satisfies never;
  }
}

/** Once all of it is captured, there is nothing left that the provider could be asked to release. */
function endOfRelease(payment: Payment): PaymentsEvent[] {
  if (payment.status !== 'releasing' || isBeingCaptured(payment)) return [];
  const { orderId, paymentId, amount } = payment;
  if (capturedAmount(payment) < amount.amount) return [];
  return [{ type: 'PaymentVoided', data: { orderId, paymentId, amount: { ...amount, amount: 0 } } }];
}
