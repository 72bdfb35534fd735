import Stripe from 'stripe';
import { ProviderOutcomeUnknown, ProviderUnavailable } from '../application/payment-provider';

/** What Stripe has decided: an answer, not an outage. */
export interface StripeDecision {
  /** `card`: the bank said no, and may say yes another time. `invalid`: it makes no sense, and never will. */
  readonly kind: 'card' | 'invalid';
  readonly code: string;
  readonly message: string;
}

/** Failures before the first byte could leave. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

const RATE_LIMITED = 429;
/** The first request with this key is still being worked on. */
const IN_PROGRESS = 409;

/**
 * What Stripe decided.
 * @throws ProviderUnavailable, ProviderOutcomeUnknown when it decided nothing that is known here; the error itself when
 * it is our mistake, such as one key for two different requests
 * @see https://docs.stripe.com/api/errors, https://docs.stripe.com/error-low-level
 */
export function decisionOf(error: unknown): StripeDecision {
  const { errors } = Stripe;
  if (error instanceof errors.StripeCardError) {
    return { kind: 'card', code: error.decline_code || (error.code ?? 'card_declined'), message: error.message };
  }
  if (error instanceof errors.StripeConnectionError) throw lost(error);
  if (error instanceof errors.StripeAuthenticationError || error instanceof errors.StripePermissionError) {
    throw new ProviderUnavailable(`Stripe does not accept the key: ${error.message}`, { cause: error });
  }
  if (error instanceof errors.StripeError) return decisionByStatus(error);
  throw error;
}

function decisionByStatus(error: Stripe.errors.StripeError): StripeDecision {
  const { statusCode = 0, message } = error;
  if (statusCode === RATE_LIMITED || statusCode === IN_PROGRESS) {
    throw new ProviderUnavailable(`Stripe answered ${statusCode}: ${message}`, { cause: error });
  }
  // Whether a request that ended with a server error was carried out, Stripe itself can't always say.
  if (statusCode >= 500) throw new ProviderOutcomeUnknown(`Stripe answered ${statusCode}`, { cause: error });
  if (error instanceof Stripe.errors.StripeInvalidRequestError) {
    return { kind: 'invalid', code: error.code ?? 'invalid_request', message };
  }
  throw error;
}

function lost(error: Stripe.errors.StripeConnectionError): Error {
  const { detail } = error;
  const code = typeof detail === 'object' && detail !== null && 'code' in detail ? String(detail.code) : '';
  return NEVER_SENT.has(code)
    ? new ProviderUnavailable(error.message, { cause: error })
    : new ProviderOutcomeUnknown(error.message, { cause: error });
}
