import type { PaymentCommand, Refusal } from '../domain/payment.commands';
import type { AuthorizationAnswer, Refused } from './payment-provider';

/** What is to be recorded of how an authorisation stands. */
export function commandOf(answer: AuthorizationAnswer): PaymentCommand {
  switch (answer.outcome) {
    case 'authorized':
      return { type: 'RecordAuthorization', authorizationId: answer.authorizationId };
    case 'action_required': {
      const { authorizationId, nextAction } = answer;
      return { type: 'RecordActionRequired', authorizationId, nextAction };
    }
    case 'declined':
      return { type: 'RecordDecline', code: answer.code, message: answer.message };
    case 'released':
      return { type: 'RecordRelease', released: answer.released };
    default:
      return answer satisfies never;
  }
}

export function refusalOf({ code, message, isFinal }: Refused, attempt: number): Refusal {
  return { attempt, code, message, isFinal };
}
