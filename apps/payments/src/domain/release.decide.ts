import type { PaymentsEvent } from '@windrose/contracts';
import { capturedAmount, type Share } from './movements';
import type { AuthorizedPayment, KnownPayment, Payment } from './payment';
import type { RecordRelease, RecordVoidRefusal, ReleaseRemainder } from './payment.commands';
import { known } from './payment.errors';

type ReleaseCommand = ReleaseRemainder | RecordRelease | RecordVoidRefusal;

/** The order's end: what is held and not captured goes back, as soon as nothing of it is being captured any more. */
export function decideRelease(command: ReleaseCommand, payment: Payment): PaymentsEvent[] {
  switch (command.type) {
    case 'ReleaseRemainder':
      return releaseRemainder(payment);
    case 'RecordRelease':
      return recordRelease(command, known(payment, command.type));
    case 'RecordVoidRefusal': {
      const { attempt, code, message, isFinal } = command.refusal;
      if (payment.status !== 'releasing' || attempt !== payment.refusals + 1) return [];
      const { orderId, paymentId } = payment;
      const data = { orderId, paymentId, attempt, code, message, willRetry: !isFinal };
      return [{ type: 'PaymentVoidFailed', data }];
    }
    default:
      return command satisfies never;
  }
}

function releaseRemainder(payment: Payment): PaymentsEvent[] {
  switch (payment.status) {
    case 'initiated':
    case 'action_required': {
      const { orderId, paymentId } = payment;
      return [{ type: 'PaymentVoidRequested', data: { orderId, paymentId } }];
    }
    case 'authorized': {
      const { orderId, paymentId, amount, shares } = payment;
      const hasCaptures = shares.some(({ status }) => status === 'captured');
      if (hasCaptures && capturedAmount(payment) === amount.amount) return [];
      return [...withoutFurtherTries(payment), { type: 'PaymentVoidRequested', data: { orderId, paymentId } }];
    }
    // An order that ended before it was to be paid, or that had ended before.
    case 'unknown':
    case 'declined':
    case 'abandoned':
    case 'releasing':
    case 'voided':
      return [];
    default:
      return payment satisfies never;
  }
}

function recordRelease({ released }: RecordRelease, payment: KnownPayment): PaymentsEvent[] {
  const { orderId, paymentId, amount } = payment;
  const voided = {
    type: 'PaymentVoided',
    data: { orderId, paymentId, amount: { ...amount, amount: released } },
  } as const;
  switch (payment.status) {
    case 'initiated':
    case 'action_required': {
      const reason = { code: 'authorization_released', message: 'The authorisation expired or was given back.' };
      return [{ type: 'PaymentDeclined', data: { orderId, paymentId, ...reason } }];
    }
    case 'authorized':
      return [...withoutFurtherTries(payment), voided];
    case 'abandoned':
    case 'releasing':
      return [voided];
    case 'declined':
    case 'voided':
      return [];
    default:
      return payment satisfies never;
  }
}

/** Captures that wait for another try: there will be none. */
function withoutFurtherTries({ orderId, paymentId, shares }: AuthorizedPayment): PaymentsEvent[] {
  const failed = ({ shipmentId, amount, refusals }: Share): PaymentsEvent => ({
    type: 'PaymentCaptureFailed',
    data: {
      ...{ orderId, paymentId, shipmentId, amount, attempt: refusals, willRetry: false },
      ...{ code: 'authorization_released', message: 'What was held is given back: there is no further try.' },
    },
  });
  return shares.filter(({ status }) => status === 'refused').map(failed);
}
