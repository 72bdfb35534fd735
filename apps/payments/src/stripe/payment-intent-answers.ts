import type Stripe from 'stripe';
import { ProviderOutcomeUnknown, type AuthorizationAnswer } from '../application/payment-provider';
import { isReplaced } from './stripe-intents';

const DECLINED = 'The payment was declined.';

/** How an intent that captures by hand stands, in the port's words. */
export function authorizationOf(intent: Stripe.PaymentIntent): AuthorizationAnswer {
  const authorizationId = intent.id;
  switch (intent.status) {
    case 'requires_capture':
    case 'succeeded':
      return { outcome: 'authorized', authorizationId };
    case 'requires_action':
      return { outcome: 'action_required', authorizationId, nextAction: { type: 'redirect', url: urlOf(intent) } };
    case 'requires_payment_method': {
      const { decline_code, code, message } = intent.last_payment_error ?? {};
      return { outcome: 'declined', code: decline_code ?? code ?? 'card_declined', message: message ?? DECLINED };
    }
    case 'canceled':
      // The customer's "yes" holds on, in the shipments' own intents.
      if (isReplaced(intent)) return { outcome: 'authorized', authorizationId };
      return { outcome: 'released', authorizationId, released: releasedBy(intent) };
    case 'processing':
    case 'requires_confirmation':
    default:
      throw new ProviderOutcomeUnknown(`the intent ${authorizationId} is ${intent.status}`);
  }
}

/** Minor units that were held and not captured. Before the customer's confirmation there is no charge: nothing was held. */
export function releasedBy({ latest_charge, amount, amount_received }: Stripe.PaymentIntent): number {
  return latest_charge === null ? 0 : amount - amount_received;
}

function urlOf({ id, next_action }: Stripe.PaymentIntent): string {
  const url = next_action?.redirect_to_url?.url;
  if (!url) throw new Error(`the intent ${id} requires ${next_action?.type ?? 'an unknown action'}, not a redirect`);
  return url;
}
