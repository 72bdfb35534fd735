import type Stripe from 'stripe';
import {
  PaymentProvider,
  ProviderOutcomeUnknown,
  type AuthorizationAnswer,
  type AuthorizationQuery,
  type AuthorizationRequest,
  type CaptureAnswer,
  type CaptureRequest,
  type RefundAnswer,
  type RefundRequest,
  type Refused,
  type VoidAnswer,
  type VoidRequest,
} from '../application/payment-provider';
import { authorizationOf, releasedBy } from './payment-intent-answers';
import { decisionOf, type StripeDecision } from './stripe-failures';
import type { StripeIntents } from './stripe-intents';

/**
 * Stripe behind the port: PaymentIntents that are captured by hand.
 *
 * Stripe captures an ordinary intent once and releases the rest. A share of an order is therefore captured from the
 * order's intent where that can be captured several times ("multicapture"), or where the share is all of it; else each
 * shipment gets an intent of its own, and the order's is released with the first one. What is asked depends only on facts
 * that never change, so a repeat with the same key is always the same request.
 *
 * @see https://docs.stripe.com/payments/multicapture, https://docs.stripe.com/api/idempotent_requests
 */
export class StripePaymentProvider extends PaymentProvider {
  constructor(private readonly intents: StripeIntents) {
    super();
  }

  authorize(request: AuthorizationRequest, signal: AbortSignal): Promise<AuthorizationAnswer> {
    return unlessAborted(signal, async () => {
      try {
        return authorizationOf(await this.intents.authorize(request));
      } catch (error) {
        const { code, message } = decisionOf(error);
        return { outcome: 'declined', code, message };
      }
    });
  }

  findAuthorization(query: AuthorizationQuery, signal: AbortSignal): Promise<AuthorizationAnswer | null> {
    return unlessAborted(signal, async () => {
      const intent = await this.intents.find(query).catch(rethrown);
      return intent === null ? null : authorizationOf(intent);
    });
  }

  capture(request: CaptureRequest, signal: AbortSignal): Promise<CaptureAnswer> {
    return unlessAborted(signal, async () => {
      try {
        return await this.captureShare(request);
      } catch (error) {
        return refusal(decisionOf(error));
      }
    });
  }

  void({ authorizationId, idempotencyKey }: VoidRequest, signal: AbortSignal): Promise<VoidAnswer> {
    return unlessAborted(signal, async () => {
      try {
        const cancelled = await this.intents.cancel(authorizationId, idempotencyKey);
        return { outcome: 'released', released: releasedBy(cancelled) };
      } catch (error) {
        const decision = decisionOf(error);
        // Its shipments have intents of their own: the order's was released with the first of them.
        const { status } = await this.intents.get(authorizationId).catch(rethrown);
        return status === 'canceled' ? { outcome: 'released', released: 0 } : refusal(decision);
      }
    });
  }

  refund(request: RefundRequest, signal: AbortSignal): Promise<RefundAnswer> {
    const { captureId, authorizationId, amount, idempotencyKey } = request;
    return unlessAborted(signal, async () => {
      try {
        const { status, failure_reason } = await this.intents.refund(
          captureId ?? authorizationId,
          amount.amount,
          idempotencyKey,
        );
        if (status !== 'failed' && status !== 'canceled') return { outcome: 'refunded' };
        const code = failure_reason ?? status;
        return { outcome: 'refused', code, message: `The refund ended as ${status}.`, isFinal: false };
      } catch (error) {
        return refusal(decisionOf(error));
      }
    });
  }

  private async captureShare(request: CaptureRequest): Promise<CaptureAnswer> {
    const { authorizationId, amount, idempotencyKey } = request;
    const intent = await this.intents.get(authorizationId);
    const isAll = amount.amount === intent.amount;
    if (isAll || canBeCapturedAgain(intent)) {
      await this.intents.capture(authorizationId, amount.amount, isAll, idempotencyKey);
      return { outcome: 'captured', captureId: authorizationId };
    }
    const charged = await this.intents.charge(intent, request);
    if (charged.status !== 'succeeded') return notCharged(charged);
    await this.release(intent, `${idempotencyKey}.release`);
    return { outcome: 'captured', captureId: charged.id };
  }

  private async release({ id, status }: Stripe.PaymentIntent, idempotencyKey: string): Promise<void> {
    if (status === 'requires_capture') await this.intents.replace(id, idempotencyKey);
  }
}

function canBeCapturedAgain({ latest_charge }: Stripe.PaymentIntent): boolean {
  if (latest_charge === null || typeof latest_charge === 'string') return false;
  return latest_charge.payment_method_details?.card?.multicapture?.status === 'available';
}

/** The customer is not there to confirm anything. */
function notCharged({ status }: Stripe.PaymentIntent): Refused {
  const message = `The shipment's own payment is ${status}.`;
  return { outcome: 'refused', code: 'authentication_required', message, isFinal: false };
}

/** Codes of requests that make no sense, in the words that the process knows. */
const MEANINGS: Readonly<Record<string, string>> = {
  charge_expired_for_capture: 'authorization_expired',
  payment_intent_unexpected_state: 'wrong_status',
};

function refusal({ kind, code, message }: StripeDecision): Refused {
  return { outcome: 'refused', code: MEANINGS[code] ?? code, message, isFinal: kind === 'invalid' };
}

/** Where no decision can be: an outage, or a mistake. */
function rethrown(error: unknown): never {
  const { code, message } = decisionOf(error);
  throw new Error(`Stripe refused to answer: ${code}: ${message}`, { cause: error });
}

/** Stripe's client can't be told to stop. What it still does has an unknown outcome, and can be repeated. */
async function unlessAborted<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
  const aborted = new ProviderOutcomeUnknown('the process is stopping');
  if (signal.aborted) throw aborted;
  const { promise, reject } = withRejection<T>();
  const stop = (): void => reject(aborted);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([call(), promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function withRejection<T>(): { readonly promise: Promise<T>; readonly reject: (error: Error) => void } {
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((_, rejectIt) => (reject = rejectIt));
  promise.catch(() => undefined);
  return { promise, reject };
}
