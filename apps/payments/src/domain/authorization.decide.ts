import type { Money, PaymentsEvent } from '@windrose/contracts';
import { isGivenUp, isOutstanding, type Payment } from './payment';
import type {
  InitiatePayment,
  RecordAbsence,
  RecordActionRequired,
  RecordAuthorization,
  RecordDecline,
} from './payment.commands';
import { known } from './payment.errors';

type AuthorizationCommand =
  InitiatePayment | RecordAuthorization | RecordActionRequired | RecordDecline | RecordAbsence;

/** Stands where the provider's name for an authorisation would: it was never asked for one. */
const NO_AUTHORIZATION = 'none';

/** The request to hold the order's total, and the provider's answer, which may come after the order's end. */
export function decideAuthorization(command: AuthorizationCommand, payment: Payment): PaymentsEvent[] {
  switch (command.type) {
    case 'InitiatePayment': {
      if (payment.status !== 'unknown') return [];
      const { orderId, paymentId, customerId, amount } = command;
      const initiated = { type: 'PaymentInitiated', data: { orderId, paymentId, customerId, amount } } as const;
      // A free order: no provider holds an amount of 0.
      return amount.amount === 0 ? [initiated, nothingToHold({ orderId, paymentId, amount })] : [initiated];
    }
    case 'RecordAuthorization': {
      const { orderId, paymentId, amount } = known(payment, command.type);
      // Also after everybody had given up, or the provider had declined before: then it has to be released.
      if (!isOutstanding(payment) && !isGivenUp(payment) && payment.status !== 'declined') return [];
      const { authorizationId } = command;
      return [{ type: 'PaymentAuthorized', data: { orderId, paymentId, authorizationId, amount } }];
    }
    case 'RecordActionRequired': {
      const { status, orderId, paymentId } = known(payment, command.type);
      if (status !== 'initiated' && !isGivenUp(payment)) return [];
      const { authorizationId, nextAction } = command;
      return [{ type: 'PaymentActionRequired', data: { orderId, paymentId, authorizationId, nextAction } }];
    }
    case 'RecordDecline':
      return recordDecline(command, payment);
    case 'RecordAbsence': {
      const { status, orderId, paymentId, amount } = known(payment, command.type);
      if (status !== 'abandoned') return [];
      return [nothingHeld({ orderId, paymentId, amount })];
    }
    default:
      return command satisfies never;
  }
}

function recordDecline(command: RecordDecline, payment: Payment): PaymentsEvent[] {
  const { status, orderId, paymentId, amount } = known(payment, command.type);
  const { code, message } = command;
  const declined = { type: 'PaymentDeclined', data: { orderId, paymentId, code, message } } as const;
  switch (status) {
    case 'initiated':
    case 'action_required':
      return [declined];
    case 'abandoned':
      return [declined, nothingHeld({ orderId, paymentId, amount })];
    case 'releasing':
      // Before it could be released, the customer or the bank refused what was still to be confirmed.
      return [nothingHeld({ orderId, paymentId, amount })];
    case 'declined':
    case 'authorized':
    case 'voided':
      return [];
    default:
      return status satisfies never;
  }
}

function nothingToHold(facts: { orderId: string; paymentId: string; amount: Money }): PaymentsEvent {
  return { type: 'PaymentAuthorized', data: { ...facts, authorizationId: NO_AUTHORIZATION } };
}

function nothingHeld({ amount, ...ids }: { orderId: string; paymentId: string; amount: Money }): PaymentsEvent {
  return { type: 'PaymentVoided', data: { ...ids, amount: { ...amount, amount: 0 } } };
}
